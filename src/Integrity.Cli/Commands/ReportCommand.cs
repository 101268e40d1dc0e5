using System.CommandLine;
using Integrity.Cli.Output;
using Integrity.Reporting;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify report</c>: makes other reports of a stored JSON report.</summary>
internal sealed class ReportCommand
{
    private readonly Argument<string> _input = new("INPUT") { Description = "A JSON report, as ctverify validate-logs --report FILE.json writes it." };
    private readonly Option<string[]> _reports = ReportFiles.Option();

    public Command ToCommand()
    {
        _reports.Required = true;
        var command = new DocumentedCommand("report", "Makes other reports of a stored JSON report.", """
            Nothing is verified again: the reports say what the stored one says.

            Example:
              ctverify report january.json --report january.html --report january.md
            """)
        {
            _input, _reports,
        };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult arguments)
    {
        var path = arguments.GetValue(_input)!;
        if (!File.Exists(path)) throw CommandException.Usage($"no such file: {path}", "give a JSON report");
        try
        {
            using var file = File.OpenRead(path);
            ReportFiles.Write(JsonReport.Read(file), arguments.GetValue(_reports)!);
            return ExitCode.Valid;
        }
        catch (FormatException e)
        {
            throw CommandException.Usage($"{path}: {e.Message}", "give a JSON report, as ctverify validate-logs --report FILE.json writes it");
        }
    }
}
