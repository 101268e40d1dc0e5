using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>The public keys for a time range, or the reason why they are unavailable.</summary>
internal sealed record FoundKeys(KeyRing? Keys, Finding? Problem);

/// <summary>Retrieves the trusted keys of one region.</summary>
internal sealed class ChainKeys(IKeySource source, string region)
{
    /// <summary>Retrieves the keys for digests that were signed in a time range.</summary>
    public async Task<FoundKeys> FindAsync(
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return new FoundKeys(
                await source.GetAsync(region, from, until, cancellationToken).ConfigureAwait(false),
                null
            );
        }
        catch (StoreException e)
        {
            return new FoundKeys(null, Finding.KeysUnavailable(region, e));
        }
    }
}
