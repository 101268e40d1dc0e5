using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>Checks signatures with the platform's RSA: OpenSSL on Linux, CNG on Windows, Security on macOS.</summary>
public sealed class PlatformSignatureCheck : ISignatureCheck
{
    private PlatformSignatureCheck() { }

    /// <summary>The only instance. It has no state.</summary>
    public static PlatformSignatureCheck Instance { get; } = new();

    /// <inheritdoc/>
    public SignatureCheckResult Check(PublicKey key, ReadOnlySpan<byte> data, Signature signature) =>
        key.Verify(data, signature) ? SignatureCheckResult.Valid : SignatureCheckResult.Invalid;
}
