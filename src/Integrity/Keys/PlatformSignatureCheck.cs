using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>The signature check of the platform: OpenSSL on Linux, CNG on Windows, Apple's on macOS.</summary>
public sealed class PlatformSignatureCheck : ISignatureCheck
{
    private PlatformSignatureCheck() { }

    /// <summary>The only instance: it holds nothing.</summary>
    public static PlatformSignatureCheck Instance { get; } = new();

    /// <inheritdoc/>
    public SignatureCheckResult Check(PublicKey key, ReadOnlySpan<byte> data, Signature signature) =>
        key.Verify(data, signature) ? SignatureCheckResult.Valid : SignatureCheckResult.Invalid;
}
