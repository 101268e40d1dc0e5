using System.Text.Json;
using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>
/// Writes the SARIF 2.1.0 report, for GitHub code scanning and similar tools: a rule for each finding code, and a
/// result for each finding, worst first. It respects GitHub's limits (docs.github.com, "SARIF support for code
/// scanning"): 10 MB compressed, 5,000 results shown per run (25,000 are rejected), 10 tags per rule, 1,024 characters
/// per rule text, and a location with a region in every result. A notification states what was left out.
/// </summary>
public static class SarifReport
{
    /// <summary>Maximum number of results.</summary>
    public const int MaxResults = 5_000;

    /// <summary>Maximum length of a result's text, in characters.</summary>
    private const int MaxText = 1_024;

    /// <summary>Longer than any bucket and object path.</summary>
    internal const int MaxLocation = 2_048;

    /// <summary>
    /// No result is added beyond this size. Compression adds almost nothing even to random data, so the compressed file
    /// stays below 10 MB.
    /// </summary>
    private const long MaxBytes = 9_000_000;

    private static readonly FindingCode[] Codes = Enum.GetValues<FindingCode>();

    /// <summary>Writes a document. Non-ASCII text is escaped.</summary>
    public static void Write(ReportDocument document, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        WriteTool(json, document.Tool);
        json.WriteStartObject("automationDetails");
        // The category is the part before the last slash. With it, reports on different trails do not replace each
        // other.
        json.WriteString("id", $"{Visible(document.Tool.Name)}/{Visible(document.Subject)}/");
        json.WriteEndObject();
        json.WriteString("columnKind", "utf16CodeUnits");
        var written = WriteResults(json, document);
        WriteInvocation(json, document, document.Findings.Count - written + document.FindingsLeftOut);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static int WriteResults(Utf8JsonWriter json, ReportDocument document)
    {
        var written = 0;
        json.WriteStartArray("results");
        foreach (var finding in FindingWords.WorstFirst(document.Findings))
        {
            if (written == MaxResults || json.BytesCommitted + json.BytesPending > MaxBytes)
                break;
            WriteResult(json, finding);
            written++;
            if (json.BytesPending > 64 * 1024)
                json.Flush();
        }
        json.WriteEndArray();
        return written;
    }

    private static void WriteResult(Utf8JsonWriter json, ReportFinding finding)
    {
        var location = Visible(FindingWords.Location(finding), MaxLocation);
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Code.ToString());
        json.WriteNumber("ruleIndex", Array.IndexOf(Codes, finding.Code));
        json.WriteString("level", Level(finding.Severity));
        WriteText(
            json,
            "message",
            $"{FindingWords.Subject(finding)}: {Visible(FindingWords.Message(finding))}; "
                + $"{location}{(finding.Hint is { } hint ? $". Hint: {Visible(hint)}" : "")}"
        );
        json.WriteStartArray("locations");
        json.WriteStartObject();
        WritePhysicalLocation(json, SarifLocation.Uri(finding));
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("fullyQualifiedName", $"{Visible(finding.AccountId)}/{Visible(finding.Region)}/{location}");
        json.WriteString("kind", "resource");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        WriteFingerprints(json, SarifLocation.Fingerprint(finding));
        json.WriteEndObject();
    }

    private static void WritePhysicalLocation(Utf8JsonWriter json, string uri)
    {
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", uri);
        json.WriteEndObject();
        // The region is the whole object. GitHub requires all four members.
        json.WriteStartObject("region");
        json.WriteNumber("startLine", 1);
        json.WriteNumber("startColumn", 1);
        json.WriteNumber("endLine", 1);
        json.WriteNumber("endColumn", 1);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFingerprints(Utf8JsonWriter json, string fingerprint)
    {
        json.WriteStartObject("partialFingerprints");
        json.WriteString("finding/v1", fingerprint);
        // GitHub reads only this one. The number after the colon separates equal fingerprints, which do not occur here.
        json.WriteString("primaryLocationLineHash", $"{fingerprint}:1");
        json.WriteEndObject();
    }

    private static void WriteTool(Utf8JsonWriter json, ReportTool tool)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", Visible(tool.Name));
        json.WriteString("version", Visible(tool.Version));
        json.WriteStartArray("rules");
        foreach (var code in Codes)
            WriteRule(json, code);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter json, FindingCode code)
    {
        var rule = FindingRule.Of(code);
        json.WriteStartObject();
        json.WriteString("id", code.ToString());
        json.WriteString("name", code.ToString());
        WriteText(json, "shortDescription", rule.Title);
        WriteText(json, "fullDescription", $"{rule.Title} {rule.Explanation}");
        WriteText(json, "help", $"{rule.Title} {rule.Explanation} {rule.Advice}");
        json.WriteStartObject("defaultConfiguration");
        json.WriteString("level", Level(rule.Severity));
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteStartArray("tags");
        json.WriteStringValue("security");
        json.WriteStringValue(rule.Severity == Verdict.Invalid ? "invalid" : "incomplete");
        json.WriteEndArray();
        json.WriteString("precision", "very-high");
        // GitHub sorts by it: critical above 9.0, medium from 4.0.
        json.WriteString("security-severity", rule.Severity == Verdict.Invalid ? "9.1" : "5.0");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteInvocation(Utf8JsonWriter json, ReportDocument document, long leftOut)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        if (document.Tool.Command is { } command)
            json.WriteString("commandLine", Visible(command));
        json.WriteNumber(
            "exitCode",
            document.Verdict switch
            {
                Verdict.Valid => 0,
                Verdict.Invalid => 1,
                _ => 3,
            }
        );
        json.WriteString(
            "exitCodeDescription",
            "exit code for the verdict: 0 valid, 1 invalid, 3 incomplete; options can change what the program returns"
        );
        json.WriteBoolean("executionSuccessful", !document.IsInterrupted);
        json.WriteString("endTimeUtc", document.VerifiedAt.UtcDateTime);
        json.WriteStartArray("toolExecutionNotifications");
        WriteNotification(
            json,
            document.Verdict == Verdict.Valid && !document.IsInterrupted ? "note" : Level(document.Verdict),
            Headline.InFull(document)
        );
        if (leftOut > 0)
            WriteNotification(
                json,
                "warning",
                $"{leftOut} more findings are not shown; the worst are shown first. The JSON report contains up to "
                    + $"{ReportCollector.MaxFindings}."
            );
        if (document.Relocation is { } relocation)
            WriteNotification(json, "note", Visible(relocation.Sentence));
        if (document.Bundle is { } bundle)
            WriteNotification(json, "note", Visible(bundle.ToString()));
        if (document.Fetch is { } fetch)
            WriteNotification(json, "note", Visible(fetch.ToString()));
        foreach (var sentence in document.NotProved)
            WriteNotification(json, "note", $"Not proved: {Visible(sentence)}");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteNotification(Utf8JsonWriter json, string level, string text)
    {
        json.WriteStartObject();
        json.WriteString("level", level);
        WriteText(json, "message", text);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static string Level(Verdict verdict) =>
        verdict switch
        {
            Verdict.Invalid => "error",
            Verdict.Incomplete => "warning",
            _ => "note",
        };

    /// <summary>
    /// Escapes text from the bucket. In SARIF messages, brackets make links and braces make placeholders, so they are
    /// spelled out, like invisible characters.
    /// </summary>
    private static string Visible(string text, int maxCharacters = MaxText) =>
        TerminalText
            .Escape(FindingWords.Shortened(text, maxCharacters))
            .Replace("[", "\\u005b", StringComparison.Ordinal)
            .Replace("]", "\\u005d", StringComparison.Ordinal)
            .Replace("{", "\\u007b", StringComparison.Ordinal)
            .Replace("}", "\\u007d", StringComparison.Ordinal);
}
