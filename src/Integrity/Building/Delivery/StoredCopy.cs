using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Building.Delivery;

/// <summary>What a store gives back of a log file.</summary>
internal static class StoredCopy
{
    /// <summary>Whether an object is exactly one gzip member that holds a content.</summary>
    /// <exception cref="StoreException">The store could not answer.</exception>
    public static async Task<bool> IsOfAsync(
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
