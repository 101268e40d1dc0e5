using System.Globalization;
using System.Xml;
using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>A test suite of a JUnit report.</summary>
internal sealed record JunitSuite(string Name, string ClassName, IReadOnlyList<JunitCase> Cases)
{
    /// <summary>
    /// Creates the suite of a chain: a case for each object with findings, and one passing case that counts the valid
    /// objects. It passes only if its chain does.
    /// </summary>
    public static JunitSuite Of(ReportDocument document, ReportChain chain, IReadOnlyList<JunitCase> failed)
    {
        var cases = failed.ToList();
        if (chain.Verdict < cases.Select(c => c.Verdict).DefaultIfEmpty(Verdict.Valid).Min())
            cases.Add(Sentence("The chain as a whole", chain.Verdict, Headline.InFull(document, chain)));
        if (Valid(chain.Counts) is { Length: > 0 } valid)
            cases.Add(new JunitCase(valid, Verdict.Valid, "", "", ""));
        var (account, region) = (JunitCase.Visible(chain.AccountId), JunitCase.Visible(chain.Region));
        return new JunitSuite($"{account} {region}", $"{Tool(document)}.{account}.{region}", cases);
    }

    /// <summary>
    /// Creates the suite of query results: a case for each file with findings, and one passing case that counts valid
    /// files.
    /// </summary>
    public static JunitSuite OfQueryResults(ReportDocument document, IReadOnlyList<JunitCase> failed) =>
        new(
            "query results",
            $"{Tool(document)}.query-results",
            Valid(document.Total) is { Length: > 0 } valid
                ? [.. failed, new JunitCase(valid, Verdict.Valid, "", "", "")]
                : failed
        );

    /// <summary>Creates a suite of one case, for the verification as a whole.</summary>
    public static JunitSuite Of(ReportDocument document, Verdict verdict, string sentence) =>
        new("verification", Tool(document), [Sentence("The verification as a whole", verdict, sentence)]);

    private static string Tool(ReportDocument document) => JunitCase.Visible(document.Tool.Name);

    /// <summary>
    /// Writes the suite, valid against both common schemas: Jenkins (junit-10.xsd) and Ant (JUnit.xsd, which requires a
    /// host and output elements).
    /// </summary>
    public void Write(XmlWriter xml, int id, ReportDocument document, string output)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Name);
        xml.WriteAttributeString("package", Tool(document));
        xml.WriteAttributeString("id", XmlConvert.ToString(id));
        // The Ant schema allows no offset.
        xml.WriteAttributeString(
            "timestamp",
            document.VerifiedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)
        );
        xml.WriteAttributeString("hostname", "localhost");
        xml.WriteAttributeString("tests", XmlConvert.ToString(Cases.Count));
        xml.WriteAttributeString("failures", XmlConvert.ToString(Cases.Count(c => c.Verdict == Verdict.Invalid)));
        xml.WriteAttributeString("errors", XmlConvert.ToString(Cases.Count(c => c.Verdict == Verdict.Incomplete)));
        xml.WriteAttributeString("time", "0");
        WriteProperties(xml, document);
        foreach (var @case in Cases)
            @case.Write(xml, ClassName);
        xml.WriteElementString("system-out", output);
        xml.WriteElementString("system-err", "");
        xml.WriteEndElement();
    }

    private static void WriteProperties(XmlWriter xml, ReportDocument document)
    {
        (string Name, string Value)[] properties =
        [
            ("tool", $"{document.Tool.Name} {document.Tool.Version}"),
            ("command", document.Tool.Command ?? ""),
            ("trail", document.TrailArn ?? ""),
            ("relocation", document.Relocation?.Sentence ?? ""),
            ("bundle", document.Bundle?.ToString() ?? ""),
            ("fetch", document.Fetch?.ToString() ?? ""),
            ("queryResults", document.QueryResults?.Folder ?? ""),
            ("requested", document.Requested is { } requested ? FindingWords.Range(requested) : ""),
            ("found", document.Found is { } found ? FindingWords.Range(found) : ""),
            ("verdict", document.Verdict.ToString()),
        ];
        xml.WriteStartElement("properties");
        foreach (var (name, value) in properties.Where(property => property.Value.Length > 0))
        {
            xml.WriteStartElement("property");
            xml.WriteAttributeString("name", name);
            xml.WriteAttributeString("value", JunitCase.Visible(value));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static JunitCase Sentence(string name, Verdict verdict, string sentence) =>
        new(name, verdict, verdict.ToString(), sentence, sentence);

    private static string Valid(ReportCounts counts)
    {
        (int Number, string Name)[] kinds =
        [
            (counts.DigestFiles.Valid, "digest files"),
            (counts.BackfillDigestFiles.Valid, "backfill digest files"),
            (counts.LogFiles.Valid, "log files"),
            (counts.SignFiles?.Valid ?? 0, "sign files"),
            (counts.ResultFiles?.Valid ?? 0, "query result files"),
        ];
        var parts = kinds.Where(kind => kind.Number > 0).Select(kind => $"{kind.Number} {kind.Name}").ToList();
        return parts.Count == 0 ? "" : $"Valid: {string.Join(", ", parts)}";
    }
}
