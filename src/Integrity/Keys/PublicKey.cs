using System.Security.Cryptography;
using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>
/// An RSA public key that checks the signatures of digests (RSASSA-PKCS1-v1_5 with SHA-256).
/// Safe for use by several threads at once.
/// </summary>
public sealed class PublicKey : IDisposable
{
    /// <summary>The shortest modulus that is accepted, in bits.</summary>
    public const int MinModulusBits = 2048;

    /// <summary>The longest modulus that is accepted, in bits; a longer one would only cost time.</summary>
    public const int MaxModulusBits = 8 * Signature.MaxSize;

    private readonly Lock _lock = new();
    private readonly RSA _rsa;

    private PublicKey(RSA rsa, ReadOnlySpan<byte> der)
    {
        _rsa = rsa;
        Fingerprint = KeyFingerprint.Of(der);
        Der = der.ToArray();
        var (pkcs1, spki) = (rsa.ExportRSAPublicKey(), rsa.ExportSubjectPublicKeyInfo());
        // the framework also takes BER, and the same key must not go by many names
        if (!der.SequenceEqual(pkcs1) && !der.SequenceEqual(spki))
            throw new CryptographicException("the key is not written as DER demands");
        Pkcs1Der = pkcs1;
        OtherFingerprints = [KeyFingerprint.Of(pkcs1), KeyFingerprint.Of(spki)];
    }

    /// <summary>The key as it was read, in either encoding.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>The name under which the key is published: the MD5 of the DER bytes as they were read.</summary>
    public KeyFingerprint Fingerprint { get; }

    /// <summary>The key as PKCS#1 <c>RSAPublicKey</c>, DER.</summary>
    public ReadOnlyMemory<byte> Pkcs1Der { get; }

    /// <summary>The names that the same key has in both encodings.</summary>
    internal IReadOnlyList<KeyFingerprint> OtherFingerprints { get; }

    /// <summary>Reads a key in either encoding in which CloudTrail has published keys: PKCS#1 or SubjectPublicKeyInfo, DER.</summary>
    /// <exception cref="CryptographicException">The bytes are not exactly one RSA public key of an acceptable length.</exception>
    public static PublicKey FromDer(ReadOnlySpan<byte> der)
    {
        var rsa = RSA.Create();
        try
        {
            Import(rsa, der);
            if (rsa.KeySize is < MinModulusBits or > MaxModulusBits)
                throw new CryptographicException(
                    $"the RSA key has {rsa.KeySize} bits; {MinModulusBits} to {MaxModulusBits} are accepted"
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

    /// <summary>The same key in the encoding whose fingerprint is <paramref name="name"/>; <c>null</c> when that is a name of another key.</summary>
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
        // the framework leaves what follows the key unread
        if (read != der.Length)
            throw new CryptographicException("there are bytes behind the key");
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

    /// <summary>With an exponent of 1 everybody can sign, and with even numbers it is no RSA key; a long exponent only costs time.</summary>
    private static void RejectWeakKey(RSAParameters key)
    {
        var exponent = new System.Numerics.BigInteger(key.Exponent, isUnsigned: true, isBigEndian: true);
        if (exponent < 3 || exponent > uint.MaxValue || exponent.IsEven)
            throw new CryptographicException("the exponent of the RSA key is not an odd number from 3 to 4294967295");
        if (key.Modulus![^1] % 2 == 0)
            throw new CryptographicException("the modulus of the RSA key is even");
    }

    /// <summary>Whether <paramref name="signature"/> is this key's signature of <paramref name="data"/>. A bad signature is an answer, not an error.</summary>
    public bool Verify(ReadOnlySpan<byte> data, Signature signature) => VerifyHash(SHA256.HashData(data), signature);

    /// <summary>Whether <paramref name="signature"/> is this key's signature of the data whose SHA-256 is <paramref name="hash"/>.</summary>
    public bool VerifyHash(ReadOnlySpan<byte> hash, Signature signature)
    {
        lock (_lock)
            return _rsa.VerifyHash(hash, signature.Bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    internal bool IsSameKeyAs(PublicKey other) => Pkcs1Der.Span.SequenceEqual(other.Pkcs1Der.Span);

    /// <inheritdoc/>
    public void Dispose() => _rsa.Dispose();
}
