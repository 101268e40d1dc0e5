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
        if (entry.HashAlgorithm != Algorithms.Sha256)
            return [Finding.LogFileAlgorithm(entry.HashAlgorithm)];
        try
        {
            await using var stored = await reader.OpenAsync(entry.Location, cancellationToken);
            if (stored is null)
                return [Finding.LogFileMissing()];
            var (status, hash) = await ContentHash.OfAsync(stored.Content, maxBytes, cancellationToken);
            if (status == InflatedStatus.Malformed && await IsUncompressedAsync(entry, cancellationToken))
                return [Finding.LogFileNotCompressed()];
            return Check(entry, status, hash);
        }
        catch (StoreException e)
        {
            return [Finding.LogFileUnreadable(e)];
        }
    }

    /// <summary>Whether the stored bytes are the content that was delivered, which a tool decompressed.</summary>
    private async ValueTask<bool> IsUncompressedAsync(LogFileEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await using var stored = await reader.OpenAsync(entry.Location, cancellationToken);
            var hash = new ContentHash();
            return stored is not null
                && await UncompressedContent.ReadAsync(stored.Content, hash, maxBytes, cancellationToken)
                && hash.Finish() == entry.Hash;
        }
        catch (StoreException)
        {
            // that the object is not gzip is established; only this explanation is missing
            return false;
        }
    }

    private IReadOnlyList<Finding> Check(LogFileEntry entry, InflatedStatus status, Sha256Hash hash) =>
        status switch
        {
            InflatedStatus.Complete when hash == entry.Hash => [],
            InflatedStatus.Complete => [Finding.LogFileHash(entry.Hash, hash)],
            // what is cut off changes the hash, unless it was only the checksum at the very end
            InflatedStatus.Truncated when hash != entry.Hash => [Finding.LogFileHash(entry.Hash, hash)],
            InflatedStatus.Truncated => [Finding.LogFileFormat("its gzip stream ends early")],
            InflatedStatus.TrailingData => [Finding.LogFileTrailingData()],
            InflatedStatus.Hollow => [Finding.LogFileHollow()],
            InflatedStatus.TooLarge => [Finding.LogFileTooLarge(maxBytes)],
            InflatedStatus.Malformed => [Finding.LogFileFormat("it is not a gzip file")],
        };
}
