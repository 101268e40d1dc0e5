namespace Integrity.Reporting.Html;

/// <summary>Writes the keys behind the verdict, and what it does not prove.</summary>
internal static class ProofSection
{
    public static void Write(ReportDocument document, HtmlWriter html)
    {
        html.Write($"<section aria-labelledby=\"keys-h\">\n<h2 id=\"keys-h\">Public keys</h2>\n");
        if (document.Keys.Count == 0)
        {
            html.Write($"<p>No key verified any file.</p>\n");
        }
        else
        {
            html.Write(
                $"""
                <p class="note">These keys signed all valid digest files or sign files. Compare the fingerprints with
                those from AWS or with your own copy, through a channel that you trust.</p>
                <div class="scroll" role="region" aria-label="Public keys" tabindex="0"><table>
                <thead><tr><th scope="col">Region</th><th scope="col">Fingerprint</th></tr></thead>
                <tbody>

                """
            );
            foreach (var key in document.Keys)
                html.Write($"<tr><th scope=\"row\">{key.Region}</th><td><code>{key.Fingerprint}</code></td></tr>\n");
            html.Write($"</tbody></table></div>\n");
        }
        html.Write(
            $"</section>\n<section aria-labelledby=\"not-proved-h\">\n<h2 id=\"not-proved-h\">What this does not prove"
                + $"</h2>\n<ul class=\"not-proved\">\n"
        );
        foreach (var sentence in document.NotProved)
            html.Write($"<li>{sentence}</li>\n");
        html.Write($"</ul>\n</section>\n");
    }

    public static void WriteFooter(ReportDocument document, HtmlWriter html) =>
        html.Write(
            $"""
            <footer>
            <p>This report is not signed. To be certain, verify again. Characters from the bucket that are
            invisible or reverse the text direction are spelled out, like <b class="esc">\u202e</b>.</p>
            <p>{document.Tool.Name} {document.Tool.Version}, report schema {document.SchemaVersion}.</p>
            </footer>

            """
        );
}
