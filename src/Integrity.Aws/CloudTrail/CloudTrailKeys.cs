using System.Collections.Concurrent;
using Integrity.Keys;

namespace Integrity.Aws.CloudTrail;

/// <summary>
/// Gets public keys from CloudTrail, with one lookup for each region and time range. A failed lookup is not kept: the
/// next call asks again. Thread-safe.
/// </summary>
/// <param name="client">Sends the requests.</param>
public sealed class CloudTrailKeys(CloudTrailClient client) : IKeySource
{
    private readonly ConcurrentDictionary<LookupRange, Lazy<Task<KeyRing>>> _rings = new();

    /// <inheritdoc/>
    /// <remarks>Cancellation ends the wait of one caller. The lookup continues for the others.</remarks>
    public async ValueTask<KeyRing> GetAsync(
        string region,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var range = new LookupRange(region, from, until);
        var ring = _rings.GetOrAdd(range, at => new Lazy<Task<KeyRing>>(() => LookUpAsync(at)));
        try
        {
            return await ring.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch when (ring.Value.IsFaulted || ring.Value.IsCanceled)
        {
            // Only this entry: another caller may have started a new lookup.
            _rings.TryRemove(KeyValuePair.Create(range, ring));
            throw;
        }
    }

    /// <summary>Looks up keys for all callers, so no caller's token cancels it.</summary>
    private async Task<KeyRing> LookUpAsync(LookupRange range)
    {
        var keys = await client
            .ListPublicKeysAsync(range.Region, range.From, range.Until, CancellationToken.None)
            .ConfigureAwait(false);
        return new KeyRing(keys.Keys, check: null, keys.Unreadable);
    }

    private sealed record LookupRange(string Region, DateTimeOffset From, DateTimeOffset Until);
}
