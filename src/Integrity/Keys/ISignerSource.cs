namespace Integrity.Keys;

/// <summary>Where the builder's signers come from. Keys rotate, so which one signs depends on the time. Implementations are safe for use by several tasks at once.</summary>
public interface ISignerSource
{
    /// <summary>The signer of a region whose key is valid at a time; of several the one whose validity began last. <c>null</c> when there is none.</summary>
    /// <param name="region">The region whose digest is to be signed.</param>
    /// <param name="time">The end time of the digest, or, of a backfill digest, the time at which it is made.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>A signer, which stays the source's own.</returns>
    /// <exception cref="KeyFileException">A key file cannot be used, or two keys became valid at the same moment, so that nothing says which is to sign.</exception>
    /// <exception cref="Storage.StoreException">The keys could not be looked up.</exception>
    ValueTask<IDigestSigner?> GetAsync(
        string region,
        DateTimeOffset time,
        CancellationToken cancellationToken = default
    );
}
