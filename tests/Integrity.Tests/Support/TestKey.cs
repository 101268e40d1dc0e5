using System.Security.Cryptography;
using Integrity.Keys;

namespace Integrity.Tests.Support;

/// <summary>An RSA key pair shared by all tests, because generating one is slow. Never stored on disk.</summary>
internal sealed class TestKey
{
    private static readonly Lazy<TestKey>[] Cache =
    [
        .. Enumerable.Range(0, 4).Select(_ => new Lazy<TestKey>(() => new TestKey(RSA.Create(2048)))),
    ];

    private readonly Lock _lock = new();

    private TestKey(RSA rsa) => Rsa = rsa;

    /// <summary>The key of the home region.</summary>
    public static TestKey First => Cache[0].Value;

    /// <summary>The key that the home region rotates to.</summary>
    public static TestKey Second => Cache[1].Value;

    /// <summary>The key of every other region.</summary>
    public static TestKey OtherRegion => Cache[2].Value;

    /// <summary>An attacker's key, in no key ring.</summary>
    public static TestKey Untrusted => Cache[3].Value;

    public RSA Rsa { get; }

    public byte[] Der => Rsa.ExportRSAPublicKey();

    public string Fingerprint => Convert.ToHexStringLower(MD5.HashData(Der));

    public PublicKey Public => PublicKey.FromDer(Der);

    /// <summary>Returns a signer that uses a copy of this key.</summary>
    public RsaDigestSigner Signer() => new(RSA.Create(Rsa.ExportParameters(includePrivateParameters: true)));

    public string SignHex(byte[] data)
    {
        lock (_lock)
            return Convert.ToHexStringLower(Rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }
}
