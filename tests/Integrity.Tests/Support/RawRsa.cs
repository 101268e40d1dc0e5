using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;

namespace Integrity.Tests.Support;

/// <summary>A key pair that signs any encoded message, well-formed or not. Created once per run.</summary>
internal sealed class RawRsa
{
    private static readonly Lazy<RawRsa> LazyCubic = new(() => Make(3));
    private static readonly Lazy<RawRsa> LazyUsual = new(() => Make(65537));

    private readonly RsaPrivateCrtKeyParameters _key;

    private RawRsa(RsaPrivateCrtKeyParameters key) => _key = key;

    /// <summary>A key with the exponent 3, which makes sloppy padding checks forgeable by a cube root.</summary>
    public static RawRsa Cubic => LazyCubic.Value;

    public static RawRsa Usual => LazyUsual.Value;

    public BigInteger Modulus => _key.Modulus;

    public BigInteger Exponent => _key.PublicExponent;

    public int Size => (Modulus.BitLength + 7) / 8;

    public byte[] Der => new RsaPublicKeyStructure(Modulus, Exponent).GetDerEncoded();

    /// <summary>Returns the signature that decrypts to <paramref name="encoded"/>.</summary>
    public byte[] Sign(byte[] encoded) => Fixed(new BigInteger(1, encoded).ModPow(_key.Exponent, Modulus));

    /// <summary>Returns a number as a signature as long as the modulus.</summary>
    public byte[] Fixed(BigInteger number)
    {
        var bytes = number.ToByteArrayUnsigned();
        return [.. new byte[Size - bytes.Length], .. bytes];
    }

    /// <summary>Returns the padding <c>00 01 FF…FF 00</c>, followed by <paramref name="digestInfo"/>.</summary>
    public byte[] Encode(byte[] digestInfo) =>
        [0, 1, .. Enumerable.Repeat((byte)0xff, Size - digestInfo.Length - 3), 0, .. digestInfo];

    /// <summary>Returns the digest info that a genuine signature of <paramref name="data"/> contains.</summary>
    public static byte[] DigestInfo(byte[] data) =>
        [
            .. Convert.FromHexString("3031300d060960864801650304020105000420"),
            .. System.Security.Cryptography.SHA256.HashData(data),
        ];

    private static RawRsa Make(int exponent)
    {
        var generator = new RsaKeyPairGenerator();
        generator.Init(new RsaKeyGenerationParameters(BigInteger.ValueOf(exponent), new SecureRandom(), 2048, 64));
        return new RawRsa((RsaPrivateCrtKeyParameters)generator.GenerateKeyPair().Private);
    }
}
