using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>Checks one log file against its entry in a verified digest.</summary>
internal sealed class LogFileChecker(IObjectReader reader, long maxBytes)
{
    /// <summary>Returns the problems of the log file; empty if it is as delivered.</summary>
    public async ValueTask<IReadOnlyList<Finding>> CheckAsync(LogFileEntry entry, CancellationToken cancellationToken)
    {
        if (entry.HashAlgorithm != Algorithms.Sha256)
            return [Finding.LogFileAlgorithm(entry.HashAlgorithm)];
        try
        {
            var stored = await reader.OpenAsync(entry.Location, cancellationToken).ConfigureAwait(false);
            if (stored is null)
                return [Finding.LogFileMissing()];
            await using var storedDisposal = stored.ConfigureAwait(false);
            var (status, hash) = await ContentHash
                .OfAsync(stored.Content, maxBytes, cancellationToken)
                .ConfigureAwait(false);
            if (
                status == InflatedStatus.Malformed
                && await IsUncompressedAsync(entry, cancellationToken).ConfigureAwait(false)
            )
                return [Finding.LogFileNotCompressed()];
            return Check(entry, status, hash);
        }
        catch (StoreException e)
        {
            return [Finding.LogFileUnreadable(e)];
        }
    }

    /// <summary>Returns whether the object is the delivered content, decompressed by a tool.</summary>
    private async ValueTask<bool> IsUncompressedAsync(LogFileEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await reader.OpenAsync(entry.Location, cancellationToken).ConfigureAwait(false);
            if (stored is null)
                return false;
            await using var storedDisposal = stored.ConfigureAwait(false);
            var hash = new ContentHash();
            var isComplete = await UncompressedContent
                .ReadAsync(stored.Content, hash, maxBytes, cancellationToken)
                .ConfigureAwait(false);
            return isComplete && hash.Finish() == entry.Hash;
        }
        catch (StoreException)
        {
            // The object is known not to be gzip; only the explanation is missing.
            return false;
        }
    }

    private IReadOnlyList<Finding> Check(LogFileEntry entry, InflatedStatus status, Sha256Hash hash) =>
        status switch
        {
            InflatedStatus.Complete when hash == entry.Hash => [],
            InflatedStatus.Complete => [Finding.LogFileHash(entry.Hash, hash)],
            // Truncation changes the hash, unless only the checksum at the end is missing.
            InflatedStatus.Truncated when hash != entry.Hash => [Finding.LogFileHash(entry.Hash, hash)],
            InflatedStatus.Truncated => [Finding.LogFileFormat("its gzip stream ends early")],
            InflatedStatus.TrailingData => [Finding.LogFileTrailingData()],
            InflatedStatus.NearlyEmpty => [Finding.LogFileHollow()],
            InflatedStatus.TooLarge => [Finding.LogFileTooLarge(maxBytes)],
            InflatedStatus.Malformed => [Finding.LogFileFormat("it is not a gzip file")],
        };
}
