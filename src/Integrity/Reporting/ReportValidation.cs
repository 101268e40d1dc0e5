using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>
/// Rejects what the JSON reader accepts but no report contains: <c>null</c> in lists, and undefined enum values.
/// </summary>
internal static class ReportValidation
{
    /// <exception cref="FormatException">The document is not a report.</exception>
    public static void Check(ReportDocument document)
    {
        if (document.QueryResults is null && (document.TrailArn is null || document.Requested is null))
            throw new FormatException("it names neither a trail and range nor query results");
        RequireItems(document.Chains, "chains");
        RequireItems(document.Findings, "findings");
        RequireItems(document.Keys, "keys");
        RequireItems(document.NotProved, "notProved");
        RequireDefined(document.Verdict, "verdict");
        if (document.Bundle is { } bundle)
            RequireDefined(bundle.Signature, "seal");
        if (document.Fetch is { } fetch)
            RequireItems(fetch.Problems, "problems");
        foreach (var chain in document.Chains)
        {
            RequireDefined(chain.Verdict, "verdict");
            RequireItems(chain.Coverage, "coverage");
            foreach (var interval in chain.Coverage)
                RequireDefined(interval.State, "state");
        }
        foreach (var finding in document.Findings)
        {
            RequireDefined(finding.Code, "code");
            RequireDefined(finding.Severity, "weight");
            RequireDefined(finding.Subject, "subject");
            // An edited report must not play down a finding.
            if (finding.Severity != FindingRule.Of(finding.Code).Severity)
                throw new FormatException(
                    $"the weight of {finding.Code} is {FindingRule.Of(finding.Code).Severity}, not {finding.Severity}"
                );
        }
    }

    private static void RequireItems<T>(IEnumerable<T> list, string name)
    {
        if (list.Any(item => item is null))
            throw new FormatException($"\"{name}\" contains null");
    }

    private static void RequireDefined<T>(T value, string name)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw new FormatException($"\"{name}\" has the unknown value {value}");
    }
}
