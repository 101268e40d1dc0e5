using System.Security.Cryptography;
using Integrity.Reporting;

namespace Integrity.Cli.GitHub;

/// <summary>
/// Lines by which a step speaks to GitHub's runner: <c>::error title=Log file::hash value doesn't match</c>. Whatever a step prints can be such a line, also
/// <c>##[error]…</c> in its middle, so that what may hold names from a bucket is printed while the runner does not listen.
/// Source: "Workflow commands for GitHub Actions", and ActionCommand.cs of the runner.
/// </summary>
internal static class WorkflowCommand
{
    private const int MaxText = 2_000;

    /// <param name="title">The title.</param>
    /// <param name="lines">The message, line by line; a missing one is left out.</param>
    public static string Error(string title, params string?[] lines) => Annotation("error", title, lines);

    /// <inheritdoc cref="Error"/>
    public static string Warning(string title, params string?[] lines) => Annotation("warning", title, lines);

    /// <summary>Two lines: between them nothing is a command. The word that ends it is drawn by lot, so that nobody can have put it into a name.</summary>
    public static (string Stop, string Resume) Pause()
    {
        var word = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return ($"::stop-commands::{word}", $"::{word}::");
    }

    /// <summary>
    /// Each line is made harmless by itself: what it quotes cannot add lines, and the breaks between lines stay.
    /// </summary>
    private static string Annotation(string kind, string title, string?[] lines) =>
        $"::{kind} title={Property(Visible(title))}::{Data(string.Join('\n', lines.OfType<string>().Select(Visible)))}";

    private static string Visible(string text) =>
        TerminalText.Escape(text.Length <= MaxText ? text : $"{text[..Whole(text)]}…");

    /// <summary>The halves of a pair stay together.</summary>
    private static int Whole(string text) => char.IsHighSurrogate(text[MaxText - 1]) ? MaxText - 1 : MaxText;

    private static string Data(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
