using System.Security.Cryptography;
using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>Signs with an RSA key that is held in memory.</summary>
public sealed class RsaDigestSigner : IDigestSigner, IDisposable
{
    private readonly Lock _lock = new();
    private readonly RSA _rsa;

    /// <summary>Takes over <paramref name="rsa"/>, which must hold a private key.</summary>
    /// <exception cref="CryptographicException">It holds no private key, or is too short or too long, see <see cref="PublicKey"/>.</exception>
    public RsaDigestSigner(RSA rsa)
    {
        _rsa = rsa;
        // a public key alone would only show when the first digest is to be signed
        rsa.SignHash(new byte[Sha256Hash.Size], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        PublicKey = PublicKey.FromDer(rsa.ExportRSAPublicKey());
    }

    /// <summary>Makes a new key.</summary>
    /// <param name="bits">The length of the modulus: 2048, 3072 or 4096.</param>
    public static RsaDigestSigner Generate(int bits = 2048) =>
        bits is 2048 or 3072 or 4096
            ? new RsaDigestSigner(RSA.Create(bits))
            : throw new ArgumentOutOfRangeException(nameof(bits), bits, "2048, 3072 or 4096");

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
