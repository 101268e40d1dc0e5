namespace Integrity.Cli.Output;

/// <summary>The reason a command was stopped early.</summary>
/// <param name="Message">What happened.</param>
/// <param name="Hint">What to do.</param>
internal sealed record Interruption(string Message, string Hint)
{
    /// <summary>Stopped by Ctrl-C or another signal.</summary>
    public static Interruption BySignal { get; } = new("interrupted", "run the command again to finish");
}
