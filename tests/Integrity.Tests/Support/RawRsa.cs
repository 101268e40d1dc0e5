using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;

namespace Integrity.Tests.Support;

/// <summary>A key pair that signs whatever it is told to, well formed or not. Made once a run.</summary>
internal sealed class RawRsa
{
    private static readonly Lazy<RawRsa> LazyCubic = new(() => Make(3));
    private static readonly Lazy<RawRsa> LazyUsual = new(() => Make(65537));

    private readonly RsaPrivateCrtKeyParameters _key;

    private RawRsa(RsaPrivateCrtKeyParameters key) => _key = key;

    /// <summary>A key with the exponent 3: a cube root forges whatever is compared carelessly.</summary>
    public static RawRsa Cubic => LazyCubic.Value;

    public static RawRsa Usual => LazyUsual.Value;

    public BigInteger Modulus => _key.Modulus;

    public BigInteger Exponent => _key.PublicExponent;

    public int Size => (Modulus.BitLength + 7) / 8;

    public byte[] Der => new RsaPublicKeyStructure(Modulus, Exponent).GetDerEncoded();

    /// <summary>The signature from which <paramref name="encoded"/> comes out.</summary>
    public byte[] Sign(byte[] encoded) => Fixed(new BigInteger(1, encoded).ModPow(_key.Exponent, Modulus));

    /// <summary>A number as a signature of the length of the modulus.</summary>
    public byte[] Fixed(BigInteger number)
    {
        var bytes = number.ToByteArrayUnsigned();
        return [.. new byte[Size - bytes.Length], .. bytes];
    }

    /// <summary><c>00 01 FF…FF 00</c>, and what follows it.</summary>
    public byte[] Encode(byte[] digestInfo) =>
        [0, 1, .. Enumerable.Repeat((byte)0xff, Size - digestInfo.Length - 3), 0, .. digestInfo];

    /// <summary>What a genuine signature of <paramref name="data"/> holds.</summary>
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
