using System.Security.Cryptography;
using Integrity.Keys;

namespace Integrity.Tests.Support;

/// <summary>
/// Keys that are created once per run, because generating a key is slow. Tests must not dispose them.
/// </summary>
internal static class SharedKeys
{
    private static readonly Lazy<RSA> LazyFirst = new(() => RSA.Create(2048));
    private static readonly Lazy<RSA> LazySecond = new(() => RSA.Create(2048));

    /// <summary>A copy of the first key with its private part, for code that disposes its key.</summary>
    public static RSA NewCopyOfFirst() => RSA.Create(LazyFirst.Value.ExportParameters(includePrivateParameters: true));

    public static RSA NewCopyOfSecond() =>
        RSA.Create(LazySecond.Value.ExportParameters(includePrivateParameters: true));

    public static byte[] FirstDer => LazyFirst.Value.ExportRSAPublicKey();

    public static byte[] FirstSpki => LazyFirst.Value.ExportSubjectPublicKeyInfo();

    public static byte[] SecondDer => LazySecond.Value.ExportRSAPublicKey();

    public static PublicKey First { get; } = PublicKey.FromDer(FirstDer);

    public static PublicKey Second { get; } = PublicKey.FromDer(SecondDer);

    public static string EcPem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportSubjectPublicKeyInfoPem();
    }
}
