using System.Security.Cryptography;
using System.Text;
using Integrity.Reporting;

namespace Integrity.Cli.GitHub;

/// <summary>The files that pass outputs and summary of a step to GitHub's runner. Both are appended to.</summary>
internal sealed class StepFiles(string outputs, string? summary)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <exception cref="CommandException">The command does not run in a workflow step.</exception>
    public static StepFiles Find(Func<string, string?> environment) =>
        environment("GITHUB_OUTPUT") is { Length: > 0 } outputs
            ? new StepFiles(outputs, environment("GITHUB_STEP_SUMMARY") is { Length: > 0 } summary ? summary : null)
            : throw CommandException.Usage(
                "GITHUB_OUTPUT is not set",
                "run this command in a GitHub Actions workflow; elsewhere, use ctverify validate-logs"
            );

    /// <summary>Sets outputs. Each value ends at a random delimiter, so that no value can set another output.</summary>
    public void Set(IEnumerable<(string Name, string Value)> values)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in values)
        {
            var end = RandomNumberGenerator.GetHexString(32, lowercase: true);
            text.Append(name).Append("<<").Append(end).Append('\n').Append(value).Append('\n').Append(end).Append('\n');
        }
        File.AppendAllText(outputs, text.ToString(), Utf8);
    }

    /// <summary>Appends the Markdown report, or a note that nothing was verified.</summary>
    public void Summarize(ActionOutcome outcome)
    {
        if (summary is null)
            return;
        using var file = new FileStream(summary, FileMode.Append, FileAccess.Write);
        if (outcome.Document is { } document)
            MarkdownReport.Write(document, file);
        else
            file.Write(Utf8.GetBytes("## ⛔ Nothing was verified\n\nSee the log of the step for the reason.\n"));
    }
}
