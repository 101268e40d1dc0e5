namespace Integrity.Reporting.Html;

/// <summary>What the verdict rests on, and what it does not say.</summary>
internal static class ProofSection
{
    public static void Write(ReportDocument document, HtmlWriter html)
    {
        html.Write($"<section aria-labelledby=\"keys-h\">\n<h2 id=\"keys-h\">Public keys</h2>\n");
        if (document.Keys.Count == 0)
        {
            html.Write($"<p>Nothing was verified with any key.</p>\n");
        }
        else
        {
            html.Write($"""
                <p class="note">Every valid digest file or sign file is signed by one of these keys. Compare the fingerprints with those that AWS tells, or with your own copy, on a way that you trust.</p>
                <div class="scroll" role="region" aria-label="Public keys" tabindex="0"><table>
                <thead><tr><th scope="col">Region</th><th scope="col">Fingerprint</th></tr></thead>
                <tbody>

                """);
            foreach (var key in document.Keys) html.Write($"<tr><th scope=\"row\">{key.Region}</th><td><code>{key.Fingerprint}</code></td></tr>\n");
            html.Write($"</tbody></table></div>\n");
        }
        html.Write($"</section>\n<section aria-labelledby=\"not-proved-h\">\n<h2 id=\"not-proved-h\">What this does not prove</h2>\n<ul class=\"not-proved\">\n");
        foreach (var sentence in document.NotProved) html.Write($"<li>{sentence}</li>\n");
        html.Write($"</ul>\n</section>\n");
    }

    public static void WriteFooter(ReportDocument document, HtmlWriter html) => html.Write($"""
        <footer>
        <p>This report is not signed: it says what was found, and whoever needs certainty verifies again. Characters from the bucket that cannot be seen, or that turn the direction of writing, are spelled out like <b class="esc">\u202e</b>.</p>
        <p>{document.Tool.Name} {document.Tool.Version}, report form {document.SchemaVersion}.</p>
        </footer>

        """);
}
