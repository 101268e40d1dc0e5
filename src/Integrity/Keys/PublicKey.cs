using System.Security.Cryptography;
using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>
/// An RSA public key that verifies digest signatures (RSASSA-PKCS1-v1_5 with SHA-256). Thread-safe.
/// </summary>
public sealed class PublicKey : IDisposable
{
    /// <summary>Minimum modulus length, in bits.</summary>
    public const int MinModulusBits = 2048;

    /// <summary>Maximum modulus length, in bits. Longer keys would only waste time.</summary>
    public const int MaxModulusBits = 8 * Signature.MaxSize;

    private readonly Lock _lock = new();
    private readonly RSA _rsa;

    private PublicKey(RSA rsa, ReadOnlySpan<byte> der)
    {
        _rsa = rsa;
        Fingerprint = KeyFingerprint.Of(der);
        Der = der.ToArray();
        var (pkcs1, spki) = (rsa.ExportRSAPublicKey(), rsa.ExportSubjectPublicKeyInfo());
        // The framework also accepts BER, but one key must not have many fingerprints.
        if (!der.SequenceEqual(pkcs1) && !der.SequenceEqual(spki))
            throw new CryptographicException("the key is not canonical DER");
        Pkcs1Der = pkcs1;
        OtherFingerprints = [KeyFingerprint.Of(pkcs1), KeyFingerprint.Of(spki)];
    }

    /// <summary>The key as published, in either encoding.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>The fingerprint under which the key is published: the MD5 of <see cref="Der"/>.</summary>
    public KeyFingerprint Fingerprint { get; }

    /// <summary>The key as PKCS#1 <c>RSAPublicKey</c>, DER.</summary>
    public ReadOnlyMemory<byte> Pkcs1Der { get; }

    /// <summary>The fingerprints of the key in both encodings.</summary>
    internal IReadOnlyList<KeyFingerprint> OtherFingerprints { get; }

    /// <summary>
    /// Parses a DER-encoded key. CloudTrail has published keys as PKCS#1 and as SubjectPublicKeyInfo; both are
    /// accepted.
    /// </summary>
    /// <exception cref="CryptographicException">
    /// The bytes are not exactly one RSA public key of an accepted length.
    /// </exception>
    public static PublicKey FromDer(ReadOnlySpan<byte> der)
    {
        var rsa = RSA.Create();
        try
        {
            Import(rsa, der);
            if (rsa.KeySize is < MinModulusBits or > MaxModulusBits)
                throw new CryptographicException(
                    $"the RSA key has {rsa.KeySize} bits; expected {MinModulusBits} to {MaxModulusBits}"
                );
            RejectWeakKey(rsa.ExportParameters(includePrivateParameters: false));
            return new PublicKey(rsa, der);
        }
        catch
        {
            rsa.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Parses a key and returns it in the encoding that has the fingerprint <paramref name="name"/>; <c>null</c> if
    /// neither encoding has it.
    /// </summary>
    internal static PublicKey? FromDerWithFingerprint(ReadOnlySpan<byte> der, KeyFingerprint name)
    {
        var key = FromDer(der);
        if (key.Fingerprint == name)
            return key;
        using (key)
        {
            if (name == KeyFingerprint.Of(key.Pkcs1Der.Span))
                return FromDer(key.Pkcs1Der.Span);
            var spki = key._rsa.ExportSubjectPublicKeyInfo();
            return name == KeyFingerprint.Of(spki) ? FromDer(spki) : null;
        }
    }

    private static void Import(RSA rsa, ReadOnlySpan<byte> der)
    {
        int read;
        try
        {
            rsa.ImportRSAPublicKey(der, out read);
        }
        catch (CryptographicException)
        {
            read = ImportSubjectPublicKeyInfo(rsa, der);
        }
        // The framework ignores trailing bytes.
        if (read != der.Length)
            throw new CryptographicException("unexpected bytes after the key");
    }

    private static int ImportSubjectPublicKeyInfo(RSA rsa, ReadOnlySpan<byte> der)
    {
        try
        {
            rsa.ImportSubjectPublicKeyInfo(der, out var read);
            return read;
        }
        catch (CryptographicException e)
        {
            throw new CryptographicException(DerFault.Describe(der), e);
        }
    }

    /// <summary>
    /// Rejects weak keys. Anyone can sign with an exponent of 1, and even numbers do not form an RSA key. Long
    /// exponents only waste time.
    /// </summary>
    private static void RejectWeakKey(RSAParameters key)
    {
        var exponent = new System.Numerics.BigInteger(key.Exponent, isUnsigned: true, isBigEndian: true);
        if (exponent < 3 || exponent > uint.MaxValue || exponent.IsEven)
            throw new CryptographicException("the RSA exponent must be an odd number from 3 to 4294967295");
        if (key.Modulus![^1] % 2 == 0)
            throw new CryptographicException("the RSA modulus is even");
    }

    /// <summary>
    /// Whether <paramref name="signature"/> is this key's signature of <paramref name="data"/>. An invalid signature
    /// returns <c>false</c> and never throws.
    /// </summary>
    public bool Verify(ReadOnlySpan<byte> data, Signature signature) => VerifyHash(SHA256.HashData(data), signature);

    /// <summary>
    /// Whether <paramref name="signature"/> is this key's signature of the data with SHA-256 <paramref name="hash"/>.
    /// </summary>
    public bool VerifyHash(ReadOnlySpan<byte> hash, Signature signature)
    {
        lock (_lock)
            return _rsa.VerifyHash(hash, signature.Bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    internal bool IsSameKeyAs(PublicKey other) => Pkcs1Der.Span.SequenceEqual(other.Pkcs1Der.Span);

    /// <inheritdoc/>
    public void Dispose() => _rsa.Dispose();
}
