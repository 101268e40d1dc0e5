using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>Signs digests with the private key of one region. The key may be in memory or in a key service.</summary>
public interface IDigestSigner
{
    /// <summary>The public key that verifies the signatures.</summary>
    PublicKey PublicKey { get; }

    /// <summary>
    /// Signs <paramref name="data"/> with RSASSA-PKCS1-v1_5 and SHA-256. Signatures are deterministic.
    /// </summary>
    /// <exception cref="Storage.StoreException">The key service could not be reached.</exception>
    ValueTask<Signature> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default);
}
