using System.CommandLine;
using Integrity.Reporting;

namespace Integrity.Cli.Output;

/// <summary>The files that <c>--report</c> names: each written whole or not at all.</summary>
internal static class ReportFiles
{
    public static Option<string[]> Option()
    {
        var endings = string.Join(", ", ReportFormat.All.Select(format => format.Extension));
        var option = new Option<string[]>("--report")
        {
            Description = $"A file for a report; its ending says which kind: {endings}. May be repeated.",
            HelpName = "FILE",
        };
        option.Validators.Add(result =>
        {
            foreach (var path in result.Tokens.Select(token => token.Value))
            {
                if (ReportFormat.ForPath(path) is null)
                    result.AddError($"--report: no kind of report ends like {path}; there are {endings}");
                else if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
                    result.AddError($"--report: no such folder: {folder}");
            }
        });
        return option;
    }

    /// <exception cref="CommandException">A file cannot be written; those before it are.</exception>
    public static void Write(ReportDocument document, IEnumerable<string> paths)
    {
        foreach (var path in paths)
            WholeFile.Write(path, "--report", file => ReportFormat.ForPath(path)!.Write(document, file));
    }
}
