namespace Integrity.Keys;

/// <summary>Wraps a key source so that its key rings check signatures with a given implementation.</summary>
/// <param name="inner">The source of the keys.</param>
/// <param name="check">The implementation of the signature check.</param>
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
