namespace Integrity.Keys;

/// <summary>The keys of another source, whose signatures are checked by a chosen implementation of RSA.</summary>
/// <param name="inner">Where the keys come from.</param>
/// <param name="check">The implementation.</param>
public sealed class KeySourceWithCheck(IKeySource inner, ISignatureCheck check) : IKeySource
{
    /// <inheritdoc/>
    public async ValueTask<KeyRing> GetAsync(
        string region,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken = default
    )
    {
        var ring = await inner.GetAsync(region, from, until, cancellationToken).ConfigureAwait(false);
        return new KeyRing(ring.Entries, check, ring.Unreadable);
    }
}
