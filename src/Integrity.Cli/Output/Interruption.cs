namespace Integrity.Cli.Output;

/// <summary>Why a command was stopped before its end.</summary>
/// <param name="Message">What happened.</param>
/// <param name="Hint">What to do.</param>
internal sealed record Interruption(string Message, string Hint)
{
    /// <summary>By Ctrl-C or another signal.</summary>
    public static Interruption BySignal { get; } = new("interrupted", "run it again to finish");
}
