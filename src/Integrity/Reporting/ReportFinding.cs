using System.Text.Json.Serialization;
using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>A finding in a report.</summary>
public sealed record ReportFinding
{
    /// <summary>The kind of problem.</summary>
    public required FindingCode Code { get; init; }

    /// <summary>The verdict that the finding forces.</summary>
    [JsonPropertyName("weight")]
    public required Verdict Severity { get; init; }

    /// <summary>The kind of object.</summary>
    public required ReportSubject Subject { get; init; }

    /// <summary>The account of the chain; empty in a report on query results.</summary>
    public required string AccountId { get; init; }

    /// <summary>The region of the chain; empty in a report on query results.</summary>
    public required string Region { get; init; }

    /// <summary>Whether it belongs to the backfill chain.</summary>
    public bool IsBackfill { get; init; }

    /// <summary>The object as <c>s3://bucket/path</c> or <c>file:</c> URI; <c>null</c> for a range.</summary>
    public string? Location { get; init; }

    /// <summary>
    /// The range, or the period of the digest. For a log file, it is the period of the digest that lists it;
    /// <c>null</c> if unknown.
    /// </summary>
    public ReportRange? Range { get; init; }

    /// <summary>The problem in words.</summary>
    public required string Message { get; init; }

    /// <summary>The expected value; <c>null</c> if there is none.</summary>
    public string? Expected { get; init; }

    /// <summary>The value found instead; <c>null</c> if there is none.</summary>
    public string? Actual { get; init; }

    /// <summary>How to fix the cause; <c>null</c> if unknown.</summary>
    public string? Hint { get; init; }
}
