using Integrity.Cli.Output;
using Integrity.Hints;

namespace Integrity.Tests.Support;

/// <summary>Hints as the program words them.</summary>
internal static class HintExtensions
{
    public static string? Words(this Hint? hint) => HintWords.Of(hint);
}
