using System.Security.Cryptography;
using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>Signs with an RSA key in memory.</summary>
public sealed class RsaDigestSigner : IDigestSigner, IDisposable
{
    private readonly Lock _lock = new();
    private readonly RSA _rsa;

    /// <summary>Creates a signer that owns <paramref name="rsa"/>, which must contain a private key.</summary>
    /// <exception cref="CryptographicException">
    /// The key has no private half, or its length is out of range (see <see cref="PublicKey"/>).
    /// </exception>
    public RsaDigestSigner(RSA rsa)
    {
        _rsa = rsa;
        // Fail now if the private half is missing, not at the first digest.
        rsa.SignHash(new byte[Sha256Hash.Size], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        PublicKey = PublicKey.FromDer(rsa.ExportRSAPublicKey());
    }

    /// <summary>Generates a new key.</summary>
    /// <param name="bits">The modulus length: 2048, 3072 or 4096.</param>
    public static RsaDigestSigner Generate(int bits = 2048) =>
        bits is 2048 or 3072 or 4096
            ? new RsaDigestSigner(RSA.Create(bits))
            : throw new ArgumentOutOfRangeException(nameof(bits), bits, "must be 2048, 3072 or 4096");

    /// <inheritdoc/>
    public PublicKey PublicKey { get; }

    /// <inheritdoc/>
    public ValueTask<Signature> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        lock (_lock)
            return ValueTask.FromResult(
                new Signature(_rsa.SignData(data.Span, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            );
    }

    internal string ExportPem(string? passphrase, PbeParameters encryption) =>
        passphrase is null
            ? _rsa.ExportPkcs8PrivateKeyPem()
            : _rsa.ExportEncryptedPkcs8PrivateKeyPem(passphrase, encryption);

    /// <inheritdoc/>
    public void Dispose()
    {
        _rsa.Dispose();
        PublicKey.Dispose();
    }
}
