using System.CommandLine;
using Integrity.Aws;
using Integrity.Cli.Output;
using Integrity.Findings;
using Integrity.Reporting;

namespace Integrity.Cli.Options;

/// <summary>The options <c>--format</c> and <c>--report</c>.</summary>
internal sealed class ReportOptions(Terminal terminal)
{
    private readonly Option<string?> _format = CommonOptions.Format(
        "Output format: `text` (as the AWS CLI), or `json` (the JSON report) (default: text)."
    );
    private readonly Option<string[]> _reports = ReportFiles.Option();

    public void AddTo(Command command)
    {
        command.Add(_format);
        command.Add(_reports);
    }

    /// <summary>Returns whether to print text rather than the JSON report.</summary>
    public bool IsText(ParseResult arguments) => arguments.GetValue(_format) != "json";

    /// <summary>Returns whether <see cref="WriteAsync"/> needs a document.</summary>
    public bool WantsDocument(ParseResult arguments) =>
        !IsText(arguments) || arguments.GetValue(_reports) is { Length: > 0 };

    /// <summary>Checks that the report files can be written, before a run that may take hours.</summary>
    /// <exception cref="CommandException">A file cannot be written.</exception>
    public void RequireWritable(ParseResult arguments)
    {
        foreach (var path in arguments.GetValue(_reports) ?? [])
            OutputFile.RequireWritable(path, "--report");
    }

    /// <summary>
    /// Prints the JSON report and writes report files, as requested. A failure to write never hides an invalid verdict.
    /// </summary>
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

    /// <summary>Returns name, version and command line of the program.</summary>
    public static ReportTool Tool(ParseResult arguments) =>
        new(
            "ctverify",
            Version,
            $"ctverify {string.Join(' ', arguments.Tokens.Select(token => Redaction.Apply(token.Value)))}"
        );

    /// <summary>The version of the program.</summary>
    public static string Version => typeof(ReportOptions).Assembly.GetName().Version!.ToString(3);
}
