using Integrity.Digests;
using Integrity.Keys;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Math;

namespace Integrity.BouncyCastle;

/// <summary>
/// Checks signatures with Bouncy Castle's ASN.1, arithmetic and SHA-256, and without the platform's cryptography.
/// <code>
/// RFC 8017, 8.2.2:   m = s^e mod n      must be   00 01 FF…FF 00 DigestInfo
/// </code>
/// Builds the expected encoding and compares it as a whole. It never parses the decrypted signature, so it cannot
/// accept a malformed one.
/// </summary>
public sealed class BouncyCastleSignatureCheck : ISignatureCheck
{
    /// <summary>At least eight bytes FF, and three fixed bytes (RFC 8017, 9.2).</summary>
    private const int MinPadding = 11;

    private const int MaxChunk = 64 << 10;

    private static readonly AlgorithmIdentifier Sha256 = new(NistObjectIdentifiers.IdSha256, DerNull.Instance);

    private BouncyCastleSignatureCheck() { }

    /// <summary>The only instance. It has no state.</summary>
    public static BouncyCastleSignatureCheck Instance { get; } = new();

    /// <inheritdoc/>
    public SignatureCheckResult Check(PublicKey key, ReadOnlySpan<byte> data, Signature signature) =>
        RsaKey.TryParse(key.Der.Span) is not { } rsa ? SignatureCheckResult.Disputed
        : IsValid(rsa, Hash(data), signature.Bytes) ? SignatureCheckResult.Valid
        : SignatureCheckResult.Invalid;

    /// <summary>Whether the bytes are the PKCS#1 v1.5 signature of a SHA-256 hash.</summary>
    internal static bool IsValid(RsaKey key, byte[] hash, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != key.Size)
            return false;
        var s = new BigInteger(1, signature.ToArray());
        if (s.CompareTo(key.Modulus) >= 0)
            return false;
        var expected = new BigInteger(1, Encode(hash, key.Size));
        return s.ModPow(key.Exponent, key.Modulus).Equals(expected);
    }

    private static byte[] Encode(byte[] hash, int size)
    {
        var digestInfo = new DigestInfo(Sha256, hash).GetDerEncoded();
        if (size < digestInfo.Length + MinPadding)
            throw new ArgumentOutOfRangeException(nameof(size), size, "the key is too short");
        var encoded = new byte[size];
        encoded.AsSpan(1).Fill(0xff);
        encoded[1] = 1;
        encoded[^(digestInfo.Length + 1)] = 0;
        digestInfo.CopyTo(encoded.AsSpan(size - digestInfo.Length));
        return encoded;
    }

    private static byte[] Hash(ReadOnlySpan<byte> data)
    {
        var digest = new Sha256Digest();
        // BlockUpdate needs an array. Copy in chunks, so that large data is not in memory twice.
        var chunk = new byte[Math.Min(data.Length, MaxChunk)];
        for (; data.Length > 0; data = data[Math.Min(data.Length, chunk.Length)..])
        {
            var length = Math.Min(data.Length, chunk.Length);
            data[..length].CopyTo(chunk);
            digest.BlockUpdate(chunk, 0, length);
        }
        var hash = new byte[digest.GetDigestSize()];
        digest.DoFinal(hash, 0);
        return hash;
    }
}
