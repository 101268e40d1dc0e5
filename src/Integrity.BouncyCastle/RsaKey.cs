using Integrity.Keys;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Math;

namespace Integrity.BouncyCastle;

/// <summary>
/// An RSA public key, read by Bouncy Castle.
/// <code>
/// RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }
/// SubjectPublicKeyInfo ::= SEQUENCE { SEQUENCE { rsaEncryption, NULL }, BIT STRING { RSAPublicKey } }
/// </code>
/// The parser is lenient; so the key is written anew, and must come out byte for byte: DER has one form only, and nothing can be left over.
/// </summary>
internal sealed record RsaKey(BigInteger Modulus, BigInteger Exponent)
{
    private static readonly AlgorithmIdentifier RsaEncryption = new(
        PkcsObjectIdentifiers.RsaEncryption,
        DerNull.Instance
    );
    private static readonly BigInteger MinExponent = BigInteger.Three;
    private static readonly BigInteger MaxExponent = BigInteger.ValueOf(uint.MaxValue);

    /// <summary>The length of the modulus, and so of a signature, in bytes.</summary>
    public int Size => (Modulus.BitLength + 7) / 8;

    /// <summary>Reads a key in either form; <c>null</c> when it is not exactly one in DER, or out of the bounds of <see cref="PublicKey"/>.</summary>
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
