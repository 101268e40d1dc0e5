namespace Integrity.Keys;

/// <summary>
/// Provides the signers for building. Keys rotate, so the signer depends on the time. Implementations are safe for
/// concurrent use.
/// </summary>
public interface ISignerSource
{
    /// <summary>
    /// Returns the signer whose key is valid in a region at a given time, or <c>null</c>. If several are valid, the key
    /// with the latest start of validity signs.
    /// </summary>
    /// <param name="region">The region of the digest.</param>
    /// <param name="time">The end of the digest's period; for a backfill digest, the time of its creation.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>A signer. The source keeps ownership; do not dispose it.</returns>
    /// <exception cref="KeyFileException">
    /// A key file is unusable, or two keys became valid at the same time, so the choice is ambiguous.
    /// </exception>
    /// <exception cref="Storage.StoreException">The keys could not be retrieved.</exception>
    ValueTask<IDigestSigner?> GetAsync(
        string region,
        DateTimeOffset time,
        CancellationToken cancellationToken = default
    );
}
