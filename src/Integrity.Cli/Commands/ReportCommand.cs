using System.CommandLine;
using Integrity.Cli.Output;
using Integrity.Reporting;
using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify report</c>: converts a saved JSON report to other formats.</summary>
internal sealed class ReportCommand
{
    /// <summary>Maximum size of a report: far more than one with a million findings needs.</summary>
    private const long MaxReportBytes = 1L << 30;

    private readonly Argument<string> _input = new("INPUT")
    {
        Description = "JSON report, as written by ctverify validate-logs --report FILE.json.",
    };
    private readonly Option<string[]> _reports = ReportFiles.Option();

    public Command ToCommand()
    {
        _reports.Required = true;
        var command = new DocumentedCommand(
            "report",
            "Convert a saved JSON report to other formats.",
            """
            Does not verify anything again: the new reports have the same contents as the saved one.

            Example:
              ctverify report january.json --report january.html --report january.md
            """
        )
        {
            _input,
            _reports,
        };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult arguments)
    {
        var path = arguments.GetValue(_input)!;
        if (!File.Exists(path))
            throw CommandException.Usage($"no such file: {path}", "pass a JSON report");
        try
        {
            using var file = InputFile.Open(path, MaxReportBytes);
            ReportFiles.Write(JsonReport.Read(file), arguments.GetValue(_reports)!);
            return ExitCode.Valid;
        }
        catch (Exception e) when (e is FormatException or StoreException)
        {
            throw CommandException.Usage(
                $"{path}: {e.Message}",
                "pass a JSON report, as written by ctverify validate-logs --report FILE.json"
            );
        }
    }
}
