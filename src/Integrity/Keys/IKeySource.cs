namespace Integrity.Keys;

/// <summary>
/// Provides the trusted public keys. They must not come from the location being verified. Implementations are safe for
/// concurrent use.
/// </summary>
public interface IKeySource
{
    /// <summary>Returns the keys that may have signed digests of a region between two times.</summary>
    /// <exception cref="Storage.StoreException">The keys could not be retrieved.</exception>
    ValueTask<KeyRing> GetAsync(
        string region,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken = default
    );
}
