namespace Integrity.Reporting.Html;

/// <summary>Writes a finding as a table row. The script fills the same row, using the class names.</summary>
internal static class FindingRow
{
    public static void Write(HtmlWriter html, FindingView finding)
    {
        html.Write(
            $"<tr id=\"f{finding.Number}\" data-s=\"{finding.Start}\" data-e=\"{finding.End}\" tabindex=\"-1\"><th "
                + $"scope=\"row\"><a class=\"no\" href=\"#f{finding.Number}\">{PlainWords.Number(finding.Number)}</a> "
        );
        html.Write(
            $"<span class=\"tag w{finding.State}\">{Wording.States[finding.State].Name}</span> <code "
                + $"class=\"code\">{finding.Code}</code></th>\n<td><span class=\"subject\">{finding.Subject}</span>"
        );
        if (finding.Location is { } location)
            html.Write($" <code class=\"location\">{location}</code>");
        if (finding.HasTime)
            html.Write(
                $" <span class=\"time\">{(finding.Number == 0 ? "" : Wording.Range(finding.Start, finding.End))}</span>"
            );
        html.Write($"</td>\n<td><p class=\"message\">{finding.Message}</p>");
        if (finding.Expected is not null || finding.Actual is not null)
        {
            html.Write($"<dl>");
            if (finding.Expected is { } expected)
                html.Write($"<div><dt>Expected</dt><dd><code class=\"expected\">{expected}</code></dd></div>");
            if (finding.Actual is { } actual)
                html.Write($"<div><dt>Actual</dt><dd><code class=\"actual\">{actual}</code></dd></div>");
            html.Write($"</dl>");
        }
        if (finding.Hint is { } hint)
            html.Write($"<p class=\"hint\">Hint: <span>{hint}</span></p>");
        html.Write($"</td></tr>\n");
    }
}
