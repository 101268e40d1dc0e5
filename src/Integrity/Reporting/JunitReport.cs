using System.Text;
using System.Xml;
using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>
/// Writes the JUnit report, for the test pages of CI servers. Each chain is a suite. Each object or range with findings
/// is a case, and one passing case stands for everything valid. GitLab accepts files below 30 MB with up to 250,000 XML
/// objects (docs.gitlab.com, "Unit test reports"). What does not fit is left out, least severe first, and counted.
/// </summary>
public static class JunitReport
{
    /// <summary>Maximum number of objects and ranges that get a case.</summary>
    public const int MaxCases = 10_000;

    private const int MaxChains = 1_000;

    /// <summary>
    /// No case is added beyond this size. It stays below 30 MB even if every character takes three bytes or an entity.
    /// </summary>
    private const long MaxCharacters = 4_500_000;

    /// <summary>Writes a document.</summary>
    public static void Write(ReportDocument document, Stream stream)
    {
        var chains = document.Chains.OrderBy(chain => chain.Verdict).Take(MaxChains).ToList();
        // Findings about query results belong to no chain.
        var (cases, leftOut) = Cases(
            document,
            [
                .. chains.Select(chain => (chain.AccountId, chain.Region)),
                .. document.QueryResults is null ? Array.Empty<(string, string)>() : [("", "")],
            ]
        );
        var suites = chains
            .Select(chain =>
                JunitSuite.Of(document, chain, cases.GetValueOrDefault((chain.AccountId, chain.Region)) ?? [])
            )
            .ToList();
        if (document.QueryResults is not null)
            suites.Add(JunitSuite.OfQueryResults(document, cases.GetValueOrDefault(("", "")) ?? []));
        // If all cases pass, the verdict must be valid.
        var verdict =
            document.IsInterrupted && document.Verdict == Verdict.Valid ? Verdict.Incomplete : document.Verdict;
        if (
            document.IsInterrupted
            || suites.SelectMany(suite => suite.Cases).Select(c => c.Verdict).DefaultIfEmpty(Verdict.Valid).Min()
                > verdict
        )
            suites.Insert(0, JunitSuite.Of(document, verdict, Headline.InFull(document)));

        using var xml = XmlWriter.Create(
            stream,
            new XmlWriterSettings
            {
                Indent = true,
                Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                NewLineChars = "\n",
            }
        );
        xml.WriteStartElement("testsuites");
        for (var i = 0; i < suites.Count; i++)
            suites[i].Write(xml, i, document, i == 0 ? Output(document, leftOut) : "");
        xml.WriteEndElement();
    }

    private static (Dictionary<(string AccountId, string Region), List<JunitCase>> Cases, long LeftOut) Cases(
        ReportDocument document,
        HashSet<(string AccountId, string Region)> chains
    )
    {
        var cases = new Dictionary<(string, string), List<JunitCase>>();
        var (number, size, leftOut) = (0, 0L, document.FindingsLeftOut);
        var objects = document
            .Findings.GroupBy(finding =>
                (
                    finding.AccountId,
                    finding.Region,
                    finding.Subject,
                    finding.IsBackfill,
                    Location: FindingWords.Location(finding)
                )
            )
            .Select(group => (group.Key, Findings: group.ToList()))
            .OrderBy(entry => entry.Findings.Min(finding => finding.Severity));
        foreach (var (key, findings) in objects)
        {
            if (number == MaxCases || size > MaxCharacters || !chains.Contains((key.AccountId, key.Region)))
            {
                leftOut += findings.Count;
                continue;
            }
            var @case = JunitCase.Of(findings);
            (number, size) = (number + 1, size + @case.Size);
            if (!cases.TryGetValue((key.AccountId, key.Region), out var ofChain))
                cases.Add((key.AccountId, key.Region), ofChain = []);
            ofChain.Add(@case);
        }
        return (cases, leftOut);
    }

    private static string Output(ReportDocument document, long leftOut)
    {
        var output = new StringBuilder($"{Headline.InFull(document)}\n");
        if (leftOut > 0)
            output.Append($"{leftOut} more findings are not shown; the worst are shown first.\n");
        if (document.Chains.Count > MaxChains)
            output.Append(
                $"{document.Chains.Count - MaxChains} more chains are not shown; the worst are shown first.\n"
            );
        output.Append("Not proved:\n");
        foreach (var sentence in document.NotProved)
            output.Append($"- {JunitCase.Visible(sentence)}\n");
        return output.ToString();
    }
}
