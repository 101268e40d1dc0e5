using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Building.Delivery;

/// <summary>Checks the copy of a log file in the store.</summary>
internal static class StoredCopy
{
    /// <summary>Whether an object is exactly one gzip member with a given content.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async Task<bool> MatchesAsync(
        IObjectReader reader,
        ObjectLocation location,
        Sha256Hash content,
        CancellationToken cancellationToken
    )
    {
        var stored = await reader.OpenAsync(location, cancellationToken).ConfigureAwait(false);
        if (stored is null)
            return false;
        await using var storedDisposal = stored.ConfigureAwait(false);
        var (status, hash) = await ContentHash
            .OfAsync(stored.Content, LogFileDelivery.MaxLogFileBytes, cancellationToken)
            .ConfigureAwait(false);
        return status == InflatedStatus.Complete && hash == content;
    }
}
