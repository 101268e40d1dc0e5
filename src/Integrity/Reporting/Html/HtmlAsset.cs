using System.Security.Cryptography;
using System.Text;

namespace Integrity.Reporting.Html;

/// <summary>The style sheet and the script of the report, and the hashes by which the page allows them and nothing else.</summary>
internal sealed class HtmlAsset
{
    public static readonly HtmlAsset Style = new("report.css");
    public static readonly HtmlAsset Script = new("report.js");

    private HtmlAsset(string name)
    {
        using var stream = typeof(HtmlAsset).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"the resource {name} is not in this assembly");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // a browser reads every line break as \n before it hashes
        Text = reader.ReadToEnd().ReplaceLineEndings("\n");
        Source = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'";
    }

    /// <summary>The text, as it stands in the page.</summary>
    public string Text { get; }

    /// <summary>The name of the text in a content security policy.</summary>
    public string Source { get; }
}
