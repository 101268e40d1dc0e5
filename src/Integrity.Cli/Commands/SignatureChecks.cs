using System.Runtime.CompilerServices;
using Integrity.BouncyCastle;
using Integrity.Keys;

namespace Integrity.Cli.Commands;

/// <summary>What <c>--crypto</c> can name.</summary>
internal static class SignatureChecks
{
    public const string Platform = "platform";
    public const string BouncyCastle = "bouncycastle";
    public const string Both = "both";

    /// <summary>The keys, checked as it was asked for.</summary>
    public static IKeySource Choose(string name, IKeySource keys) => name == Platform ? keys : new CheckedKeys(keys, Of(name));

    /// <summary>Who checks signatures, as it was asked for.</summary>
    public static ISignatureCheck Of(string name) => name switch
    {
        Platform => PlatformSignatureCheck.Instance,
        BouncyCastle => Second(),
        Both => new AgreeingSignatureChecks(PlatformSignatureCheck.Instance, Second()),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    /// <summary>A method of its own, so that Bouncy Castle is loaded only when it is asked.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BouncyCastleSignatureCheck Second() => BouncyCastleSignatureCheck.Instance;
}
