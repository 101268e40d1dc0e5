using System.Runtime.CompilerServices;
using Integrity.BouncyCastle;
using Integrity.Keys;

namespace Integrity.Cli.Options;

/// <summary>The values of <c>--crypto</c>.</summary>
internal static class SignatureChecks
{
    public const string Platform = "platform";
    public const string BouncyCastle = "bouncycastle";
    public const string Both = "both";

    /// <summary>Returns the keys, with signatures checked by the named implementation.</summary>
    public static IKeySource Choose(string? name, IKeySource keys) =>
        name is null or Platform ? keys : new KeySourceWithCheck(keys, Of(name));

    /// <summary>Returns the named implementation; <c>null</c> names the default.</summary>
    public static ISignatureCheck Of(string? name) =>
        name switch
        {
            null or Platform => PlatformSignatureCheck.Instance,
            BouncyCastle or Both => CreateBouncyCastle(isAlone: name == BouncyCastle),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };

    /// <summary>Not inlined, so that Bouncy Castle is loaded only when used.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ISignatureCheck CreateBouncyCastle(bool isAlone)
    {
        var second = BouncyCastleSignatureCheck.Instance;
        return isAlone ? second : new DualSignatureCheck(PlatformSignatureCheck.Instance, second);
    }
}
