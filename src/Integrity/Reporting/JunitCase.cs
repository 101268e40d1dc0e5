using System.Text;
using System.Xml;
using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>One test case of a JUnit report: an object or a range with all its findings, or a sentence of this library.</summary>
/// <param name="Name">What it is about. Unique in its suite: GitLab reads only the first of several cases of one name.</param>
/// <param name="Verdict">Whether it passed.</param>
/// <param name="Type">The finding code; empty when it passed.</param>
/// <param name="Message">What is wrong, in one line.</param>
/// <param name="Detail">All that is to be said.</param>
internal sealed record JunitCase(string Name, Verdict Verdict, string Type, string Message, string Detail)
{
    private const int MaxText = 1_024;

    /// <summary>More than bucket and key can take: two places must not become one name by being cut.</summary>
    private const int MaxPlace = 2_048;

    /// <summary>The case of one object or range, from all findings on it.</summary>
    public static JunitCase Of(IReadOnlyList<ReportFinding> findings)
    {
        var worst = FindingWords.WorstFirst(findings).First();
        var detail = new StringBuilder();
        foreach (var finding in FindingWords.WorstFirst(findings))
        {
            detail.Append($"{finding.Code}: {Visible(FindingWords.Message(finding))}\n");
            if (finding.Hint is { } hint) detail.Append($"hint: {Visible(hint)}\n");
            if (detail.Length > 8 * MaxText) break;
        }
        return new JunitCase(
            $"{FindingWords.Subject(worst)} {Visible(FindingWords.Place(worst), MaxPlace)}", worst.Weight, worst.Code.ToString(), Visible(FindingWords.Message(worst)), detail.ToString());
    }

    /// <summary>How many characters of text it holds.</summary>
    public int Size => Name.Length + Message.Length + Detail.Length;

    /// <summary>
    /// Text from the bucket as XML can hold it: what cannot be seen, and the two code units that XML excludes, by number.
    /// The writer does the rest.
    /// </summary>
    public static string Visible(string text, int maxCharacters = MaxText)
    {
        var escaped = TerminalText.Escape(FindingWords.Shortened(text, maxCharacters));
        return escaped.All(XmlConvert.IsXmlChar) ? escaped : string.Concat(escaped.Select(c => XmlConvert.IsXmlChar(c) ? c.ToString() : $"\\u{(int)c:x4}"));
    }

    /// <summary>
    /// Writes it. Invalid is a failure: the check was made, and what was delivered is not there. What could not be checked or is not covered is an error: JUnit says so of a
    /// test that could not be carried out. All servers count both as not passed, and GitLab and Jenkins show which it was; "skipped" would let a build be green of which
    /// nobody knows whether it is.
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
