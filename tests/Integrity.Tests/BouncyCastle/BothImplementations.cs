using System.Security.Cryptography;
using Integrity.BouncyCastle;
using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Tests.BouncyCastle;

/// <summary>Asserts that both implementations agree, and returns their common result.</summary>
internal static class BothImplementations
{
    /// <summary>Whether both implementations accept a signature.</summary>
    public static bool Verify(byte[] der, byte[] data, byte[] signature)
    {
        using var key = PublicKey.FromDer(der);
        var platform = PlatformSignatureCheck.Instance.Check(key, data, new Signature(signature));
        BouncyCastleSignatureCheck
            .Instance.Check(key, data, new Signature(signature))
            .Should()
            .Be(platform, "both implementations must agree on signature {0}", Convert.ToHexString(signature));
        return platform == SignatureCheckResult.Valid;
    }

    /// <summary>Whether both implementations accept a key.</summary>
    public static bool Accept(byte[] der)
    {
        var platform = PlatformAccepts(der);
        (RsaKey.TryParse(der) is not null)
            .Should()
            .Be(platform, "both implementations must agree on key {0}", Convert.ToHexString(der));
        return platform;
    }

    private static bool PlatformAccepts(byte[] der)
    {
        try
        {
            PublicKey.FromDer(der).Dispose();
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
