using System.Text;
using System.Xml;
using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>
/// The JUnit report, for the test pages of CI servers: a suite for each chain, a case for each object or range with findings, one that passes for all that is valid.
/// GitLab takes files below 30 MB with up to 250,000 XML objects (docs.gitlab.com, "Unit test reports"): what does not fit is left out, the least grave first, and counted.
/// </summary>
public static class JunitReport
{
    /// <summary>How many objects and ranges with findings get a case at most.</summary>
    public const int MaxCases = 10_000;

    private const int MaxChains = 1_000;

    /// <summary>No case is taken in behind this many characters; escaped as XML they are below 30 MB even if each takes three bytes or an entity.</summary>
    private const long MaxCharacters = 4_500_000;

    /// <summary>Writes a document.</summary>
    public static void Write(ReportDocument document, Stream stream)
    {
        var chains = document.Chains.OrderBy(chain => chain.Verdict).Take(MaxChains).ToList();
        // findings on query results are of no chain
        var (cases, leftOut) = Cases(document, [.. chains.Select(chain => (chain.AccountId, chain.Region)), .. document.QueryResults is null ? Array.Empty<(string, string)>() : [("", "")]]);
        var suites = chains.Select(chain => JunitSuite.Of(document, chain, cases.GetValueOrDefault((chain.AccountId, chain.Region)) ?? [])).ToList();
        if (document.QueryResults is not null) suites.Add(JunitSuite.OfQueryResults(document, cases.GetValueOrDefault(("", "")) ?? []));
        // a report in which all passes must mean valid
        var verdict = document.IsInterrupted && document.Verdict == Verdict.Valid ? Verdict.Incomplete : document.Verdict;
        if (document.IsInterrupted || suites.SelectMany(suite => suite.Cases).Select(c => c.Verdict).DefaultIfEmpty(Verdict.Valid).Min() > verdict)
            suites.Insert(0, JunitSuite.Of(verdict, Headline.InFull(document)));

        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), NewLineChars = "\n" });
        xml.WriteStartElement("testsuites");
        for (var i = 0; i < suites.Count; i++) suites[i].Write(xml, i, document, i == 0 ? Output(document, leftOut) : "");
        xml.WriteEndElement();
    }

    private static (Dictionary<(string AccountId, string Region), List<JunitCase>> Cases, long LeftOut) Cases(
        ReportDocument document, HashSet<(string AccountId, string Region)> chains)
    {
        var cases = new Dictionary<(string, string), List<JunitCase>>();
        var (number, size, leftOut) = (0, 0L, document.FindingsLeftOut);
        var objects = document.Findings
            .GroupBy(finding => (finding.AccountId, finding.Region, finding.Subject, finding.IsBackfill, Place: FindingWords.Place(finding)))
            .Select(group => (group.Key, Findings: group.ToList()))
            .OrderBy(entry => entry.Findings.Min(finding => finding.Weight));
        foreach (var (key, findings) in objects)
        {
            if (number == MaxCases || size > MaxCharacters || !chains.Contains((key.AccountId, key.Region)))
            {
                leftOut += findings.Count;
                continue;
            }
            var @case = JunitCase.Of(findings);
            (number, size) = (number + 1, size + @case.Size);
            if (!cases.TryGetValue((key.AccountId, key.Region), out var ofChain)) cases.Add((key.AccountId, key.Region), ofChain = []);
            ofChain.Add(@case);
        }
        return (cases, leftOut);
    }

    private static string Output(ReportDocument document, long leftOut)
    {
        var output = new StringBuilder($"{Headline.InFull(document)}\n");
        if (leftOut > 0) output.Append($"{leftOut} further findings are left out; the worst ones came first.\n");
        if (document.Chains.Count > MaxChains) output.Append($"{document.Chains.Count - MaxChains} further chains are left out; the worst ones came first.\n");
        output.Append("Not proved:\n");
        foreach (var sentence in document.NotProved) output.Append($"- {JunitCase.Visible(sentence)}\n");
        return output.ToString();
    }
}
