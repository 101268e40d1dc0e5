using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>What the reader of JSON lets through and no report may hold: <c>null</c> in a list, and numbers that stand for no name of an enumeration.</summary>
internal static class ReportForm
{
    /// <exception cref="FormatException">The document holds such a thing.</exception>
    public static void Check(ReportDocument document)
    {
        if (document.QueryResults is null && (document.TrailArn is null || document.Requested is null)) throw new FormatException("it says neither which trail and range were verified, nor which query results");
        Whole(document.Chains, "chains");
        Whole(document.Findings, "findings");
        Whole(document.Keys, "keys");
        Whole(document.NotProved, "notProved");
        Known(document.Verdict, "verdict");
        if (document.Bundle is { } bundle) Known(bundle.Seal, "seal");
        if (document.Fetch is { } fetch) Whole(fetch.Problems, "problems");
        foreach (var chain in document.Chains)
        {
            Known(chain.Verdict, "verdict");
            Whole(chain.Coverage, "coverage");
            foreach (var stretch in chain.Coverage) Known(stretch.State, "state");
        }
        foreach (var finding in document.Findings)
        {
            Known(finding.Code, "code");
            Known(finding.Weight, "weight");
            Known(finding.Subject, "subject");
            // a finding that weighs nothing would be no finding
            if (finding.Weight != FindingWeight.Of(finding.Code)) throw new FormatException($"the weight of {finding.Code} is {FindingWeight.Of(finding.Code)}, not {finding.Weight}");
        }
    }

    private static void Whole<T>(IEnumerable<T> list, string name)
    {
        if (list.Any(item => item is null)) throw new FormatException($"\"{name}\" holds null");
    }

    private static void Known<T>(T value, string name)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value)) throw new FormatException($"\"{name}\" is {value}, which is not known");
    }
}
