using System.Security.Cryptography;
using System.Text;

namespace Integrity.Reporting.Html;

/// <summary>The style sheet and the script of the report, with the hashes that the page allows.</summary>
internal sealed class HtmlAsset
{
    public static readonly HtmlAsset Style = new("report.css");
    public static readonly HtmlAsset Script = new("report.js");

    private HtmlAsset(string name)
    {
        using var stream =
            typeof(HtmlAsset).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the resource {name} is not in this assembly");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // Browsers normalize line breaks to \n before hashing.
        Text = reader.ReadToEnd().ReplaceLineEndings("\n");
        Source = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'";
    }

    /// <summary>The text as it appears in the page.</summary>
    public string Text { get; }

    /// <summary>The hash source for the content security policy.</summary>
    public string Source { get; }
}
