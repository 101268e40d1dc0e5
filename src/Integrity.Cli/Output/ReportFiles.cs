using System.CommandLine;
using Integrity.Reporting;

namespace Integrity.Cli.Output;

/// <summary>The report files of <c>--report</c>, each written atomically.</summary>
internal static class ReportFiles
{
    public static Option<string[]> Option()
    {
        var extensions = string.Join(", ", ReportFormat.All.Select(format => format.Extension));
        var option = new Option<string[]>("--report")
        {
            Description = $"Report file to write; the extension selects the format: {extensions}. Repeatable.",
            HelpName = "FILE",
        };
        option.Validators.Add(result =>
        {
            foreach (var path in result.Tokens.Select(token => token.Value))
            {
                if (ReportFormat.ForPath(path) is null)
                    result.AddError($"--report: unsupported report extension: {path}; use one of {extensions}");
                else if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory && !Directory.Exists(directory))
                    result.AddError($"--report: no such directory: {directory}");
            }
        });
        return option;
    }

    /// <summary>Writes the report files.</summary>
    /// <exception cref="CommandException">A file cannot be written. The files before it are written.</exception>
    public static void Write(ReportDocument document, IEnumerable<string> paths)
    {
        foreach (var path in paths)
            OutputFile.Write(path, "--report", file => ReportFormat.ForPath(path)!.Write(document, file));
    }
}
