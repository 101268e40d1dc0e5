using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>Checks one log file against what a verified digest says of it.</summary>
internal sealed class LogFileChecker(IObjectReader reader, long maxBytes)
{
    /// <summary>What is wrong with the log file; empty when it is what was delivered.</summary>
    public async ValueTask<IReadOnlyList<Finding>> CheckAsync(LogFileEntry entry, CancellationToken cancellationToken)
    {
        if (entry.HashAlgorithm != Algorithms.Sha256) return [Finding.LogFileAlgorithm(entry.HashAlgorithm)];
        try
        {
            await using var stored = await reader.OpenAsync(entry.Location, cancellationToken);
            if (stored is null) return [Finding.LogFileMissing()];
            var (status, hash) = await ContentHash.OfAsync(stored.Content, maxBytes, cancellationToken);
            return Check(entry, status, hash);
        }
        catch (StoreException e)
        {
            return [Finding.LogFileUnreadable(e)];
        }
    }

    private IReadOnlyList<Finding> Check(LogFileEntry entry, InflatedStatus status, Sha256Hash hash) => status switch
    {
        InflatedStatus.Complete when hash == entry.Hash => [],
        InflatedStatus.Complete => [Finding.LogFileHash(entry.Hash, hash)],
        // what is cut off changes the hash, unless it was only the checksum at the very end
        InflatedStatus.Truncated when hash != entry.Hash => [Finding.LogFileHash(entry.Hash, hash)],
        InflatedStatus.Truncated => [Finding.LogFileFormat("its gzip stream ends early")],
        InflatedStatus.TrailingData => [Finding.LogFileTrailingData()],
        InflatedStatus.TooLarge => [Finding.LogFileTooLarge(maxBytes)],
        InflatedStatus.Malformed => [Finding.LogFileFormat("it is not a gzip file")],
    };
}
