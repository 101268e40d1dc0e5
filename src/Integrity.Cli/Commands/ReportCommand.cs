using System.CommandLine;
using Integrity.Cli.Output;
using Integrity.Reporting;
using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify report</c>: makes other reports of a stored JSON report.</summary>
internal sealed class ReportCommand
{
    /// <summary>Far more than a report with a million findings has.</summary>
    private const long MaxReportBytes = 1L << 30;

    private readonly Argument<string> _input = new("INPUT")
    {
        Description = "A JSON report, as ctverify validate-logs --report FILE.json writes it.",
    };
    private readonly Option<string[]> _reports = ReportFiles.Option();

    public Command ToCommand()
    {
        _reports.Required = true;
        var command = new DocumentedCommand(
            "report",
            "Makes other reports of a stored JSON report.",
            """
            Nothing is verified again: the reports say what the stored one says.

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
            throw CommandException.Usage($"no such file: {path}", "give a JSON report");
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
                "give a JSON report, as ctverify validate-logs --report FILE.json writes it"
            );
        }
    }
}
