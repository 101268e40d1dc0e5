using Integrity.Aws;
using Integrity.Reporting;

namespace Integrity.Cli.Output;

/// <summary>Where a command writes to, and its clock.</summary>
internal sealed class Terminal(TextWriter output, TextWriter errors, TimeProvider clock)
{
    /// <summary>Whether a terminal of this kind (<c>TERM</c>) understands escape sequences: not a dumb one, nor on Unix one of no kind.</summary>
    public static bool UnderstandsEscapes(string? kind) =>
        string.IsNullOrEmpty(kind) ? OperatingSystem.IsWindows() : kind != "dumb";

    /// <summary>Results.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>What is wrong, and diagnostics.</summary>
    public TextWriter Errors { get; } = errors;

    public TimeProvider Clock { get; } = clock;

    /// <summary>Whether a person looks at the output as it comes.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Whether a person looks at the diagnostics as they come: then progress is shown there.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>Whether color is used where a person looks: <c>--color on|off</c>; <c>null</c> to decide by the terminal.</summary>
    public bool? Color { get; set; }

    /// <summary>Whether errors are printed with their causes.</summary>
    public bool IsDebugging { get; set; }

    /// <summary>The last error that was told, and what would mend it; <c>null</c> when there was none.</summary>
    public (string Message, string? Hint)? LastError { get; private set; }

    /// <summary>Why the command is being stopped, if it is.</summary>
    public Interruption Interruption { get; set; } = Interruption.BySignal;

    /// <summary>Asks a person for a secret; <c>null</c> when nobody can be asked.</summary>
    public Func<string, string?> AskSecret { get; init; } = _ => null;

    /// <summary>Asks a person for the code of an MFA device; returns <c>null</c> when nobody can be asked.</summary>
    public string? AskMfaCode(string serial) => AskSecret($"MFA code of {TerminalText.Escape(serial)}: ");

    /// <summary>Opens standard input.</summary>
    public Func<Stream> OpenInput { get; init; } = () => Stream.Null;

    /// <summary>Whether a person types what comes through standard input.</summary>
    public bool IsInputTyped { get; init; }

    /// <summary>Tells something that is neither a result nor an error.</summary>
    public void Note(string message) => Errors.Write($"ctverify: {TerminalText.Escape(Redaction.Apply(message))}\n");

    /// <summary>Tells an error and what would mend it.</summary>
    public void Error(string message, string? hint)
    {
        Output.Flush();
        LastError = (Redaction.Apply(message), hint is null ? null : Redaction.Apply(hint));
        Note(message);
        if (hint is not null)
            Hint(hint);
    }

    /// <summary>Tells what would mend something.</summary>
    public void Hint(string hint) => Errors.Write($"hint: {TerminalText.Escape(Redaction.Apply(hint))}\n");
}
