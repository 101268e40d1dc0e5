using System.Text;

namespace Integrity.Reporting.Html;

/// <summary>
/// Writes the HTML report: one self-contained file that opens from disk and prints well. It works without JavaScript;
/// with it, readers can navigate and zoom the coverage map, and see findings beyond the first 2,000. The content
/// security policy blocks every request and every other script. The same document gives the same bytes.
/// </summary>
public static class HtmlReport
{
    /// <summary>Writes a document, UTF-8.</summary>
    public static void Write(ReportDocument document, Stream stream)
    {
        using var writer = new StreamWriter(
            stream,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            bufferSize: 65536,
            leaveOpen: true
        );
        var html = new HtmlWriter(writer);
        WriteHead(document, html);
        html.Write($"<body>\n<a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n");
        SummarySection.WriteHeader(document, html);
        html.Write($"<main>\n");
        SummarySection.Write(document, html);
        CountsSection.Write(document, html);
        if (document.Requested is { } requested)
            new CoverageSection(document, requested, html).Write();
        new FindingsSection(document, html).Write();
        if (document.Fetch is { } fetch)
            FetchSection.Write(fetch, html);
        ProofSection.Write(document, html);
        html.Write($"</main>\n");
        ProofSection.WriteFooter(document, html);
        html.Write($"<script>");
        html.WriteAsset(HtmlAsset.Script);
        html.Write($"</script>\n</body>\n</html>\n");
    }

    private static void WriteHead(ReportDocument document, HtmlWriter html)
    {
        // The policy contains only quotes and hashes, so escaping does not change its meaning.
        var policy =
            $"default-src 'none'; style-src {HtmlAsset.Style.Source}; script-src {HtmlAsset.Script.Source}; "
            + "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
        html.Write(
            $"""
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
            """
        );
        html.WriteAsset(HtmlAsset.Style);
        html.Write($"</style>\n</head>\n");
    }
}
