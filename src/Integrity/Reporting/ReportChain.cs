using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>One chain in a report.</summary>
public sealed record ReportChain
{
    /// <summary>The account.</summary>
    public required string AccountId { get; init; }

    /// <summary>The region.</summary>
    public required string Region { get; init; }

    /// <summary>Its verdict.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Its counts.</summary>
    public required ReportCounts Counts { get; init; }

    /// <summary>The coverage of the range, newest first. Neighboring intervals in the same state are joined.</summary>
    public required IReadOnlyList<CoverageInterval> Coverage { get; init; }
}
