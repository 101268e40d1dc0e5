using System.CommandLine;
using Integrity.Aws;
using Integrity.Cli.Output;
using Integrity.Findings;
using Integrity.Reporting;

namespace Integrity.Cli.Options;

/// <summary>The options that say in which form results are told: <c>--format</c> and <c>--report</c>.</summary>
internal sealed class ReportOptions(Terminal terminal)
{
    private readonly Option<string> _format = CommonOptions.Format(
        "What to print: the lines of the AWS CLI, or the JSON report."
    );
    private readonly Option<string[]> _reports = ReportFiles.Option();

    public void AddTo(Command command)
    {
        command.Add(_format);
        command.Add(_reports);
    }

    /// <summary>Whether lines are to be printed, and not the JSON report.</summary>
    public bool IsText(ParseResult arguments) => arguments.GetValue(_format) == "text";

    /// <summary>Whether <see cref="WriteAsync"/> will ask for a document.</summary>
    public bool WantsDocument(ParseResult arguments) =>
        !IsText(arguments) || arguments.GetValue(_reports) is { Length: > 0 };

    /// <summary>Reports files that cannot be written before the run, which may take hours.</summary>
    /// <exception cref="CommandException">A file cannot be written.</exception>
    public void RefuseUnwritable(ParseResult arguments)
    {
        foreach (var path in arguments.GetValue(_reports) ?? [])
            WholeFile.RefuseUnwritable(path, "--report");
    }

    /// <summary>Prints the JSON report and writes files, as far as they are wanted. That a file cannot be written never hides that something is invalid.</summary>
    /// <exception cref="CommandException">A file cannot be written.</exception>
    public async Task WriteAsync(ParseResult arguments, Func<ReportTool, ReportDocument> toDocument)
    {
        if (!WantsDocument(arguments))
            return;
        var document = toDocument(Tool(arguments));
        if (!IsText(arguments))
        {
            using var json = new MemoryStream();
            JsonReport.Write(document, json);
            await terminal.Output.WriteAsync(System.Text.Encoding.UTF8.GetString(json.ToArray()) + "\n");
        }
        try
        {
            ReportFiles.Write(document, arguments.GetValue(_reports) ?? []);
        }
        catch (CommandException e) when (document.Verdict == Verdict.Invalid)
        {
            terminal.Error(e.Message, e.Hint);
        }
    }

    /// <summary>The program, and how it was called.</summary>
    public static ReportTool Tool(ParseResult arguments) =>
        new(
            "ctverify",
            Version,
            $"ctverify {string.Join(' ', arguments.Tokens.Select(token => Redaction.Apply(token.Value)))}"
        );

    /// <summary>The version of the program.</summary>
    public static string Version => typeof(ReportOptions).Assembly.GetName().Version!.ToString(3);
}
