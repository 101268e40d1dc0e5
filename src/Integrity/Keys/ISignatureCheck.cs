using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>Checks signatures (RSASSA-PKCS1-v1_5 with SHA-256). Implementations are safe for concurrent use.</summary>
public interface ISignatureCheck
{
    /// <summary>
    /// Checks whether <paramref name="signature"/> is the signature of <paramref name="data"/> by the key. An invalid
    /// signature is a result, not an exception.
    /// </summary>
    SignatureCheckResult Check(PublicKey key, ReadOnlySpan<byte> data, Signature signature);
}
