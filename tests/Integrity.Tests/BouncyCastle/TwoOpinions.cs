using System.Security.Cryptography;
using Integrity.BouncyCastle;
using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Tests.BouncyCastle;

/// <summary>What both implementations say.</summary>
internal static class TwoOpinions
{
    /// <summary>What both say of a signature; they must agree.</summary>
    public static bool AreRight(byte[] der, byte[] data, byte[] signature)
    {
        using var key = PublicKey.FromDer(der);
        var platform = PlatformSignatureCheck.Instance.Check(key, data, new Signature(signature));
        BouncyCastleSignatureCheck
            .Instance.Check(key, data, new Signature(signature))
            .Should()
            .Be(platform, "both must say the same of {0}", Convert.ToHexString(signature));
        return platform == SignatureAnswer.Right;
    }

    /// <summary>Whether both take a key; they must agree.</summary>
    public static bool Take(byte[] der)
    {
        var platform = PlatformTakes(der);
        (RsaKey.TryParse(der) is not null)
            .Should()
            .Be(platform, "both must take the same keys, and so {0}", Convert.ToHexString(der));
        return platform;
    }

    private static bool PlatformTakes(byte[] der)
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
