using System.Collections.Concurrent;
using Integrity.Keys;

namespace Integrity.Aws.CloudTrail;

/// <summary>Gets public keys from CloudTrail, with one lookup for each region and time range.</summary>
public sealed class CloudTrailKeys(CloudTrailClient client) : IKeySource
{
    private readonly ConcurrentDictionary<
        (string Region, DateTimeOffset From, DateTimeOffset Until),
        Lazy<Task<KeyRing>>
    > _rings = new();

    /// <inheritdoc/>
    public async ValueTask<KeyRing> GetAsync(
        string region,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    )
    {
        var ring = _rings.GetOrAdd(
            (region, from, until),
            range => new Lazy<Task<KeyRing>>(() =>
                LookUpAsync(range.Region, range.From, range.Until, cancellationToken)
            )
        );
        return await ring.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<KeyRing> LookUpAsync(
        string region,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    )
    {
        var keys = await client.ListPublicKeysAsync(region, from, until, cancellationToken).ConfigureAwait(false);
        return new KeyRing(keys.Keys, check: null, keys.Unreadable);
    }
}
