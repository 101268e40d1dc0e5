using Integrity.Reporting.Html;

namespace Integrity.Reporting;

/// <summary>A form in which a report can be written.</summary>
/// <param name="Ending">The ending of its files, with the dot.</param>
/// <param name="Write">Writes a document in that form.</param>
public sealed record ReportFormat(string Ending, Action<ReportDocument, Stream> Write)
{
    /// <summary>All forms.</summary>
    public static IReadOnlyList<ReportFormat> All { get; } =
    [
        new(".json", JsonReport.Write),
        new(".sarif", SarifReport.Write),
        new(".xml", JunitReport.Write),
        new(".md", MarkdownReport.Write),
        new(".html", HtmlReport.Write),
    ];

    /// <summary>The form that the ending of a path names; <c>null</c> when it names none.</summary>
    public static ReportFormat? Of(string path) => All.FirstOrDefault(format => path.EndsWith(format.Ending, StringComparison.OrdinalIgnoreCase));
}
