using System.Text;
using System.Xml;
using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>A test case of a JUnit report: an object or a range with its findings, or a summary sentence.</summary>
/// <param name="Name">
/// The subject. Unique in its suite, because GitLab reads only the first of several cases with the same name.
/// </param>
/// <param name="Verdict">The verdict; only valid passes.</param>
/// <param name="Type">The finding code; empty if it passed.</param>
/// <param name="Message">The problem, in one line.</param>
/// <param name="Detail">All findings with their hints.</param>
internal sealed record JunitCase(string Name, Verdict Verdict, string Type, string Message, string Detail)
{
    private const int MaxText = 1_024;

    /// <summary>
    /// Longer than any bucket and object path, so that truncation never gives two locations the same name.
    /// </summary>
    private const int MaxLocation = 2_048;

    /// <summary>Creates the case of one object or range from its findings.</summary>
    public static JunitCase Of(IReadOnlyList<ReportFinding> findings)
    {
        var worst = FindingWords.WorstFirst(findings).First();
        var detail = new StringBuilder();
        foreach (var finding in FindingWords.WorstFirst(findings))
        {
            detail.Append($"{finding.Code}: {Visible(FindingWords.Message(finding))}\n");
            if (finding.Hint is { } hint)
                detail.Append($"hint: {Visible(hint)}\n");
            if (detail.Length > 8 * MaxText)
                break;
        }
        return new JunitCase(
            $"{FindingWords.Subject(worst)} {Visible(FindingWords.Location(worst), MaxLocation)}",
            worst.Severity,
            worst.Code.ToString(),
            Visible(FindingWords.Message(worst)),
            detail.ToString()
        );
    }

    /// <summary>The number of characters in the case.</summary>
    public int Size => Name.Length + Message.Length + Detail.Length;

    /// <summary>
    /// Spells out characters that are invisible or not allowed in XML. The writer escapes the rest.
    /// </summary>
    public static string Visible(string text, int maxCharacters = MaxText)
    {
        var escaped = TerminalText.Escape(FindingWords.Shortened(text, maxCharacters));
        return escaped.All(XmlConvert.IsXmlChar)
            ? escaped
            : string.Concat(escaped.Select(c => XmlConvert.IsXmlChar(c) ? c.ToString() : $"\\u{(int)c:x4}"));
    }

    /// <summary>
    /// Writes the case: invalid as a failure, not checked and not covered as an error (in JUnit, a test that could not
    /// run). All servers count both as not passed, and GitLab and Jenkins tell them apart. Skipped tests would not fail
    /// a build, although its logs are unverified.
    /// </summary>
    public void Write(XmlWriter xml, string className)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("name", Name);
        xml.WriteAttributeString("classname", className);
        xml.WriteAttributeString("time", "0");
        if (Verdict != Verdict.Valid)
        {
            xml.WriteStartElement(Verdict == Verdict.Invalid ? "failure" : "error");
            xml.WriteAttributeString("message", Message);
            xml.WriteAttributeString("type", Type);
            xml.WriteString(Detail);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }
}
