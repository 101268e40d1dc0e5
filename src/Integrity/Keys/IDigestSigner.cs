using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>Signs digests with one region's private key, wherever that lies.</summary>
public interface IDigestSigner
{
    /// <summary>The public half of the key.</summary>
    PublicKey PublicKey { get; }

    /// <summary>Signs <paramref name="data"/> (RSASSA-PKCS1-v1_5 with SHA-256): the same data always gives the same signature.</summary>
    /// <exception cref="Storage.StoreException">The key lies elsewhere, and could not be asked.</exception>
    ValueTask<Signature> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default);
}
