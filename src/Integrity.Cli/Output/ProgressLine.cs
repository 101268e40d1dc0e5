using Integrity.Verification;

namespace Integrity.Cli.Output;

/// <summary>Shows the progress of a verification on a status line.</summary>
internal sealed class ProgressLine(Terminal terminal, ProgressText text) : IProgressDisplay
{
    private readonly StatusLine _line = new(terminal, text.Describe);

    public void Add(CheckResult result) => text.Add(result);

    /// <summary>Prints other output above the line.</summary>
    public void Interrupt(Action print) => _line.Interrupt(print);

    public void Dispose() => _line.Dispose();
}
