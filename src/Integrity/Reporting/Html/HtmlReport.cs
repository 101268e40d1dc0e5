using System.Text;

namespace Integrity.Reporting.Html;

/// <summary>
/// The report for people: one file that needs nothing else, opens from a disk, and can be printed. It is complete without JavaScript; with it, the coverage map can be walked through
/// and enlarged, and findings beyond the first 2,000 are shown on demand.
/// The page forbids itself every request and every script but its own. The same document gives the same bytes.
/// </summary>
public static class HtmlReport
{
    /// <summary>Writes a document, UTF-8.</summary>
    public static void Write(ReportDocument document, Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 65536, leaveOpen: true);
        var html = new HtmlWriter(writer);
        WriteHead(document, html);
        html.Write($"<body>\n<a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n");
        SummarySection.WriteHeader(document, html);
        html.Write($"<main>\n");
        SummarySection.Write(document, html);
        CountsSection.Write(document, html);
        if (document.Requested is { } requested) new CoverageSection(document, requested, html).Write();
        new FindingsSection(document, html).Write();
        if (document.Fetch is { } fetch) FetchSection.Write(fetch, html);
        ProofSection.Write(document, html);
        html.Write($"</main>\n");
        ProofSection.WriteFooter(document, html);
        html.Write($"<script>");
        html.WriteAsset(HtmlAsset.Script);
        html.Write($"</script>\n</body>\n</html>\n");
    }

    private static void WriteHead(ReportDocument document, HtmlWriter html)
    {
        // the hashes need no escaping, which would turn their quotes into entities that a browser reads as quotes again
        var policy = $"default-src 'none'; style-src {HtmlAsset.Style.Source}; script-src {HtmlAsset.Script.Source}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
        html.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{policy:plain}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>{Wording.Verdict(document.Verdict):plain}: {document.Subject:plain}</title>
            <style>
            """);
        html.WriteAsset(HtmlAsset.Style);
        html.Write($"</style>\n</head>\n");
    }
}
