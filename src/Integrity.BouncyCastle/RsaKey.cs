using Integrity.Keys;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Math;

namespace Integrity.BouncyCastle;

/// <summary>
/// An RSA public key, parsed by Bouncy Castle.
/// <code>
/// RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }
/// SubjectPublicKeyInfo ::= SEQUENCE { SEQUENCE { rsaEncryption, NULL }, BIT STRING { RSAPublicKey } }
/// </code>
/// Bouncy Castle's parser is lenient, so the key is encoded again and must match the input byte for byte. DER has
/// exactly one encoding, without trailing bytes.
/// </summary>
internal sealed record RsaKey(BigInteger Modulus, BigInteger Exponent)
{
    private static readonly AlgorithmIdentifier RsaEncryption = new(
        PkcsObjectIdentifiers.RsaEncryption,
        DerNull.Instance
    );
    private static readonly BigInteger MinExponent = BigInteger.Three;
    private static readonly BigInteger MaxExponent = BigInteger.ValueOf(uint.MaxValue);

    /// <summary>The size of the modulus and of a signature, in bytes.</summary>
    public int Size => (Modulus.BitLength + 7) / 8;

    /// <summary>
    /// Parses a key in either form. Returns <c>null</c> if it is not exactly one key in DER, or exceeds the limits of
    /// <see cref="PublicKey"/>.
    /// </summary>
    public static RsaKey? TryParse(ReadOnlySpan<byte> der)
    {
        try
        {
            var bytes = der.ToArray();
            if (Asn1Object.FromByteArray(bytes) is not Asn1Sequence { Count: 2 } sequence)
                return null;
            var key = sequence[0] is DerInteger ? sequence : Unwrap(sequence);
            return key is [DerInteger modulus, DerInteger exponent]
                ? Accept(new RsaKey(modulus.Value, exponent.Value), bytes)
                : null;
        }
        catch (Exception e)
            when (e
                    is IOException
                        or ArgumentException
                        or InvalidCastException
                        or FormatException
                        or ArithmeticException
                        or InvalidOperationException
            )
        {
            return null;
        }
    }

    private static Asn1Sequence? Unwrap(Asn1Sequence info) =>
        info[1] is DerBitString key ? Asn1Object.FromByteArray(key.GetOctets()) as Asn1Sequence : null;

    private static RsaKey? Accept(RsaKey key, byte[] der)
    {
        var pkcs1 = new RsaPublicKeyStructure(key.Modulus, key.Exponent);
        var isDer =
            der.AsSpan().SequenceEqual(pkcs1.GetDerEncoded())
            || der.AsSpan().SequenceEqual(new SubjectPublicKeyInfo(RsaEncryption, pkcs1).GetDerEncoded());
        return isDer && key.IsWithinBounds ? key : null;
    }

    private bool IsWithinBounds =>
        Modulus.SignValue > 0
        && Modulus.BitLength is >= PublicKey.MinModulusBits and <= PublicKey.MaxModulusBits
        && Modulus.TestBit(0)
        && Exponent.CompareTo(MinExponent) >= 0
        && Exponent.CompareTo(MaxExponent) <= 0
        && Exponent.TestBit(0);
}
