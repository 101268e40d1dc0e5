using System.Security.Cryptography;
using Integrity.Reporting;

namespace Integrity.Cli.GitHub;

/// <summary>
/// Creates workflow commands, lines that control GitHub's runner: <c>::error title=Log file::hash value doesn't
/// match</c>. Any line a step prints can be such a command, and <c>##[error]…</c> even within a line. So output that
/// can contain names from a bucket is printed while the runner ignores commands.
/// Source: "Workflow commands for GitHub Actions", and ActionCommand.cs of the runner.
/// </summary>
internal static class WorkflowCommand
{
    private const int MaxText = 2_000;

    /// <param name="title">The title.</param>
    /// <param name="lines">The lines of the message; <c>null</c> lines are skipped.</param>
    public static string Error(string title, params string?[] lines) => Annotation("error", title, lines);

    /// <inheritdoc cref="Error"/>
    public static string Warning(string title, params string?[] lines) => Annotation("warning", title, lines);

    /// <summary>
    /// Returns the commands that pause and resume workflow commands. The word that resumes them is random, so that no
    /// name can contain it.
    /// </summary>
    public static (string Stop, string Resume) Pause()
    {
        var word = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return ($"::stop-commands::{word}", $"::{word}::");
    }

    /// <summary>
    /// Escapes each line separately, so that quoted text cannot add lines and the line breaks stay.
    /// </summary>
    private static string Annotation(string kind, string title, string?[] lines) =>
        $"::{kind} title={Property(Visible(title))}::{Data(string.Join('\n', lines.OfType<string>().Select(Visible)))}";

    private static string Visible(string text) =>
        TerminalText.Escape(text.Length <= MaxText ? text : $"{text[..Whole(text)]}…");

    /// <summary>Returns the length to cut at without splitting a surrogate pair.</summary>
    private static int Whole(string text) => char.IsHighSurrogate(text[MaxText - 1]) ? MaxText - 1 : MaxText;

    private static string Data(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
