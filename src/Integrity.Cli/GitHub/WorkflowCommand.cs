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

    public static string Error(string title, string message) => Annotation("error", title, message);

    public static string Warning(string title, string message) => Annotation("warning", title, message);

    /// <summary>Two lines: between them nothing is a command. The word that ends it is drawn by lot, so that nobody can have put it into a name.</summary>
    public static (string Stop, string Resume) Pause()
    {
        var word = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return ($"::stop-commands::{word}", $"::{word}::");
    }

    private static string Annotation(string kind, string title, string message) => $"::{kind} title={Property(Visible(title))}::{Data(Visible(message))}";

    private static string Visible(string text) => TerminalText.Escape(text.Length <= MaxText ? text : $"{text[..MaxText]}…");

    private static string Data(string text) => text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
