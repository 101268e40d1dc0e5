using System.Runtime.CompilerServices;
using Integrity.BouncyCastle;
using Integrity.Keys;

namespace Integrity.Cli.Options;

/// <summary>What <c>--crypto</c> can name.</summary>
internal static class SignatureChecks
{
    public const string Platform = "platform";
    public const string BouncyCastle = "bouncycastle";
    public const string Both = "both";

    /// <summary>The keys, checked as it was asked for.</summary>
    public static IKeySource Choose(string name, IKeySource keys) =>
        name == Platform ? keys : new KeySourceWithCheck(keys, Of(name));

    /// <summary>Who checks signatures, as it was asked for.</summary>
    public static ISignatureCheck Of(string name) =>
        name switch
        {
            Platform => PlatformSignatureCheck.Instance,
            BouncyCastle or Both => Second(isAlone: name == BouncyCastle),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };

    /// <summary>A method of its own, in which no caller sees what it makes: so Bouncy Castle is loaded only when it is asked.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ISignatureCheck Second(bool isAlone)
    {
        var second = BouncyCastleSignatureCheck.Instance;
        return isAlone ? second : new DualSignatureCheck(PlatformSignatureCheck.Instance, second);
    }
}
