using Integrity.Reporting.Html;

namespace Integrity.Reporting;

/// <summary>A file format for reports.</summary>
/// <param name="Extension">The file extension, with the dot.</param>
/// <param name="Write">Writes a document in this format.</param>
public sealed record ReportFormat(string Extension, Action<ReportDocument, Stream> Write)
{
    /// <summary>All formats.</summary>
    public static IReadOnlyList<ReportFormat> All { get; } =
    [
        new(".json", JsonReport.Write),
        new(".sarif", SarifReport.Write),
        new(".xml", JunitReport.Write),
        new(".md", MarkdownReport.Write),
        new(".html", HtmlReport.Write),
    ];

    /// <summary>
    /// Returns the format for the extension of a path; <c>null</c> if the extension is not supported.
    /// </summary>
    public static ReportFormat? ForPath(string path) =>
        All.FirstOrDefault(format => path.EndsWith(format.Extension, StringComparison.OrdinalIgnoreCase));
}
