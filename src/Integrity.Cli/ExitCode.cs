using Integrity.Findings;

namespace Integrity.Cli;

/// <summary>The exit codes of every command.</summary>
internal static class ExitCode
{
    /// <summary>Everything was checked and is valid, or the command succeeded.</summary>
    public const int Valid = 0;

    /// <summary>There is evidence of tampering or loss.</summary>
    public const int Invalid = 1;

    /// <summary>The command line, or a file it names, is not usable. Nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>Something could not be checked or is not covered, or the command could not finish.</summary>
    public const int Incomplete = 3;

    /// <summary>What each exit code means, for the manual page.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> Meanings { get; } =
    [
        (Valid, "Everything was checked and is valid, or the command succeeded."),
        (Invalid, "There is evidence of tampering or loss."),
        (Usage, "The command line, or a file it names, is not usable. Nothing was done."),
        (Incomplete, "Something could not be checked or is not covered, or the command could not finish."),
    ];

    /// <summary>Returns the exit code of a verdict. No option turns an invalid verdict into success.</summary>
    public static int Of(Verdict verdict, bool failOnIncomplete) =>
        verdict switch
        {
            Verdict.Valid => Valid,
            Verdict.Incomplete => failOnIncomplete ? Incomplete : Valid,
            Verdict.Invalid => Invalid,
            _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
        };
}
