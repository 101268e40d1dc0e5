namespace Integrity.Keys;

/// <summary>Where the trusted keys come from. It must not be the place that is verified. Implementations are safe for use by several tasks at once.</summary>
public interface IKeySource
{
    /// <summary>The keys with which digests of a region can have been signed between two moments.</summary>
    /// <exception cref="Storage.StoreException">The keys could not be looked up.</exception>
    ValueTask<KeyRing> GetAsync(
        string region,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken = default
    );
}
