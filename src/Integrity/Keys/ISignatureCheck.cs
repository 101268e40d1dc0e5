using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>An implementation of the signature check: RSASSA-PKCS1-v1_5 with SHA-256. Implementations are safe for use by several threads at once.</summary>
public interface ISignatureCheck
{
    /// <summary>The answer to whether <paramref name="signature"/> is the key's signature of <paramref name="data"/>. A bad signature is an answer, not an error.</summary>
    SignatureCheckResult Check(PublicKey key, ReadOnlySpan<byte> data, Signature signature);
}
