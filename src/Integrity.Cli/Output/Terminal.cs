using Integrity.Aws;
using Integrity.Reporting;

namespace Integrity.Cli.Output;

/// <summary>The input, output and clock of a command.</summary>
internal sealed class Terminal(TextWriter output, TextWriter errors, TimeProvider clock)
{
    /// <summary>
    /// Returns whether a terminal of this kind (<c>TERM</c>) understands escape sequences. On Unix, an unset kind does
    /// not.
    /// </summary>
    public static bool UnderstandsEscapes(string? kind) =>
        string.IsNullOrEmpty(kind) ? OperatingSystem.IsWindows() : kind != "dumb";

    /// <summary>Standard output, for results.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>Standard error, for problems and diagnostics.</summary>
    public TextWriter Errors { get; } = errors;

    public TimeProvider Clock { get; } = clock;

    /// <summary>Whether standard output is a terminal.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Whether standard error is a terminal, so that progress is shown.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>Whether standard error is a terminal of any kind.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Whether to color what is printed on a terminal (https://no-color.org).</summary>
    public bool HasColor =>
        Color ?? (ShowsProgress && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    /// <summary><c>--color on|off</c>; <c>null</c> to decide by the terminal.</summary>
    public bool? Color { get; set; }

    /// <summary>Whether errors are printed with their causes (<c>--debug</c>).</summary>
    public bool IsDebugging { get; set; }

    /// <summary>The last error printed and its hint; <c>null</c> if there was none.</summary>
    public (string Message, string? Hint)? LastError { get; private set; }

    /// <summary>The reason the command is being stopped, if it is.</summary>
    public Interruption Interruption { get; set; } = Interruption.BySignal;

    /// <summary>Prompts for a secret; returns <c>null</c> if there is no terminal.</summary>
    public Func<string, string?> PromptForSecret { get; init; } = _ => null;

    /// <summary>Prompts for the code of an MFA device; returns <c>null</c> if there is no terminal.</summary>
    public string? PromptForMfaCode(string serial) => PromptForSecret($"MFA code of {TerminalText.Escape(serial)}: ");

    /// <summary>Opens standard input.</summary>
    public Func<Stream> OpenInput { get; init; } = () => Stream.Null;

    /// <summary>Whether standard input is a terminal.</summary>
    public bool IsInputTerminal { get; init; }

    /// <summary>Prints a message that is neither a result nor an error.</summary>
    public void Note(string message) => Errors.Write($"note: {TerminalText.Escape(Redaction.Apply(message))}\n");

    /// <summary>Prints an item of the list that the note before it introduces.</summary>
    public void NoteItem(string text) => Errors.Write($"  - {TerminalText.Escape(Redaction.Apply(text))}\n");

    /// <summary>Prints a line about a problem, without a hint.</summary>
    public void Problem(string message) => Errors.Write($"ctverify: {TerminalText.Escape(Redaction.Apply(message))}\n");

    /// <summary>Prints an error and its hint.</summary>
    public void Error(string message, string? hint)
    {
        Output.Flush();
        LastError = (Redaction.Apply(message), hint is null ? null : Redaction.Apply(hint));
        Problem(message);
        if (hint is not null)
            Hint(hint);
    }

    /// <summary>Prints a hint.</summary>
    public void Hint(string hint) => Errors.Write($"hint: {TerminalText.Escape(Redaction.Apply(hint))}\n");
}
