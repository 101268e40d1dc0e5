using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>One finding in a report.</summary>
public sealed record ReportFinding
{
    /// <summary>What was found.</summary>
    public required FindingCode Code { get; init; }

    /// <summary>The verdict that it forces.</summary>
    public required Verdict Weight { get; init; }

    /// <summary>What it was made on.</summary>
    public required ReportSubject Subject { get; init; }

    /// <summary>The account of the chain; empty in a report on query results.</summary>
    public required string AccountId { get; init; }

    /// <summary>The region of the chain; empty in a report on query results.</summary>
    public required string Region { get; init; }

    /// <summary>Whether it is about the backfill chain.</summary>
    public bool IsBackfill { get; init; }

    /// <summary>The object, as <c>s3://bucket/key</c>, or as a <c>file:</c> URI; <c>null</c> for a range.</summary>
    public string? Location { get; init; }

    /// <summary>The range, or the period that a digest covers or would cover, for a log file that of the digest that lists it; <c>null</c> where it is not known.</summary>
    public ReportRange? Range { get; init; }

    /// <summary>What was found, in words.</summary>
    public required string Message { get; init; }

    /// <summary>What should have been found, where that is a value.</summary>
    public string? Expected { get; init; }

    /// <summary>What was found instead, where that is a value.</summary>
    public string? Actual { get; init; }

    /// <summary>What could mend it, where that is known.</summary>
    public string? Hint { get; init; }
}
