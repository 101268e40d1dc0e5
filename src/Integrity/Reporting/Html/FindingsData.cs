namespace Integrity.Reporting.Html;

/// <summary>
/// Writes findings as data blocks. The script parses only the blocks that it shows. Repeated texts appear once per
/// block:
/// <code>
/// {"from": 1746352800, "to": 1746360000,
///  "texts": ["LogFileHash", …],
///  "rows": [[number, state, code, subject, folder, name, has time, start, end, message, expected, actual, hint], …]}
/// </code>
/// where code to hint are indexes into <c>texts</c> (-1: none). The location is folder followed by name.
/// </summary>
internal sealed class FindingsData(HtmlWriter html, long room)
{
    private const int BlockSize = 500;

    private readonly long _end = room;
    private long _written;

    /// <summary>Writes the findings of a chain and returns the number that did not fit.</summary>
    public int Write(int chain, IEnumerable<FindingView> findings)
    {
        var (left, block) = (0, 0);
        foreach (var views in findings.Chunk(BlockSize))
        {
            if (_written >= _end)
            {
                left += views.Length;
                continue;
            }
            using var json = ToJson(views);
            _written += json.Length;
            html.WriteJson($"rest-{chain}-{block++}", json);
        }
        return left;
    }

    private static ScriptJson ToJson(FindingView[] findings)
    {
        var (json, texts) = (new ScriptJson(), new Dictionary<string, int>(StringComparer.Ordinal));
        json.Object();
        json.Number("from", findings.Min(finding => finding.Start));
        json.Number("to", findings.Max(finding => finding.End));
        json.Array("rows");
        foreach (var finding in findings)
            Write(json, texts, finding);
        json.EndArray();
        json.Array("texts");
        foreach (var text in texts.Keys)
            json.Text(text);
        json.EndArray();
        json.EndObject();
        return json;
    }

    private static void Write(ScriptJson json, Dictionary<string, int> texts, FindingView finding)
    {
        var name = finding.Location is { } location ? location.LastIndexOf('/') + 1 : 0;
        json.Array();
        json.Number(finding.Number);
        json.Number(finding.State);
        json.Number(IndexOf(texts, finding.Code));
        json.Number(IndexOf(texts, finding.Subject));
        json.Number(IndexOf(texts, finding.Location?[..name]));
        json.Number(IndexOf(texts, finding.Location?[name..]));
        json.Number(finding.HasTime ? 1 : 0);
        json.Number(finding.Start);
        json.Number(finding.End);
        foreach (var text in new[] { finding.Message, finding.Expected, finding.Actual, finding.Hint })
            json.Number(IndexOf(texts, text));
        json.EndArray();
    }

    private static int IndexOf(Dictionary<string, int> texts, string? text)
    {
        if (text is null)
            return -1;
        if (!texts.TryGetValue(text, out var index))
            texts.Add(text, index = texts.Count);
        return index;
    }
}
