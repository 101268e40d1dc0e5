using Integrity.Digests;
using Integrity.Keys;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Math;

namespace Integrity.BouncyCastle;

/// <summary>
/// The signature check on Bouncy Castle: its ASN.1, its arithmetic, its SHA-256; nothing of the platform's cryptography.
/// <code>
/// RFC 8017, 8.2.2:   m = s^e mod n      must be   00 01 FF…FF 00 DigestInfo
/// </code>
/// What must come out is made anew and compared as a whole, so there is nothing in a signature to parse, and nothing to be lenient about.
/// </summary>
public sealed class BouncyCastleSignatureCheck : ISignatureCheck
{
    /// <summary>At least eight bytes FF, and the three that are fixed (RFC 8017, 9.2).</summary>
    private const int MinPadding = 11;

    private const int MaxPart = 64 << 10;

    private static readonly AlgorithmIdentifier Sha256 = new(NistObjectIdentifiers.IdSha256, DerNull.Instance);

    private BouncyCastleSignatureCheck() { }

    /// <summary>The only instance: it holds nothing.</summary>
    public static BouncyCastleSignatureCheck Instance { get; } = new();

    /// <inheritdoc/>
    public SignatureAnswer Check(PublicKey key, ReadOnlySpan<byte> data, Signature signature) =>
        RsaKey.TryParse(key.Der.Span) is not { } rsa ? SignatureAnswer.Disputed
        : IsRight(rsa, Hash(data), signature.Bytes) ? SignatureAnswer.Right
        : SignatureAnswer.Wrong;

    internal static bool IsRight(RsaKey key, byte[] hash, ReadOnlySpan<byte> signature)
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
        // a part at a time, so that a long text is not held twice
        var part = new byte[Math.Min(data.Length, MaxPart)];
        for (; data.Length > 0; data = data[Math.Min(data.Length, part.Length)..])
        {
            var length = Math.Min(data.Length, part.Length);
            data[..length].CopyTo(part);
            digest.BlockUpdate(part, 0, length);
        }
        var hash = new byte[digest.GetDigestSize()];
        digest.DoFinal(hash, 0);
        return hash;
    }
}
