using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>
/// The result of a verification, from which all reports except the text are written. The JSON report contains it member
/// for member. Text can come from the bucket: every writer escapes it for its own format.
/// </summary>
public sealed record ReportDocument
{
    /// <summary>The current schema version. Within a version, no member is removed or changed.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>The schema version of this document.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>The program that performed the verification.</summary>
    public required ReportTool Tool { get; init; }

    /// <summary>When the verification ended, UTC.</summary>
    public required DateTimeOffset VerifiedAt { get; init; }

    /// <summary>The ARN of the trail; <c>null</c> in a report on query results.</summary>
    public string? TrailArn { get; init; }

    /// <summary>The requested range; <c>null</c> in a report on query results.</summary>
    public ReportRange? Requested { get; init; }

    /// <summary>
    /// The relocated copy that was verified; <c>null</c> if files were read where they were delivered.
    /// </summary>
    public ReportRelocation? Relocation { get; init; }

    /// <summary>The bundle that was verified; <c>null</c> if there is none.</summary>
    public ReportBundle? Bundle { get; init; }

    /// <summary>The result of the fetch; <c>null</c> if nothing was fetched.</summary>
    public ReportFetch? Fetch { get; init; }

    /// <summary>The verified query results; <c>null</c> in a report on a trail.</summary>
    public ReportQueryResults? QueryResults { get; init; }

    /// <summary>The part of the range with verified digests; <c>null</c> if there are none.</summary>
    public ReportRange? Found { get; init; }

    /// <summary>Whether the verification was interrupted. The report then covers only what it reached.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>
    /// The overall verdict: the worst of all chains, and at best incomplete if a fetched copy differs from the store.
    /// </summary>
    public required Verdict Verdict { get; init; }

    /// <summary>
    /// The verdict and the worst facts in one line, e.g. <c>INVALID: 1 log file was modified; 11 are valid</c>. It
    /// contains no text from the bucket; <c>null</c> in reports of older versions.
    /// </summary>
    public string? Summary { get; init; }

    /// <summary>The counts of all chains.</summary>
    public required ReportCounts Total { get; init; }

    /// <summary>The chains, by account and region.</summary>
    public required IReadOnlyList<ReportChain> Chains { get; init; }

    /// <summary>The findings in the order of the walk, at most <see cref="ReportCollector.MaxFindings"/>.</summary>
    public required IReadOnlyList<ReportFinding> Findings { get; init; }

    /// <summary>The number of findings left out.</summary>
    public long FindingsLeftOut { get; init; }

    /// <summary>The keys that signed the verified digests.</summary>
    public required IReadOnlyList<ReportKey> Keys { get; init; }

    /// <summary>What was verified: the ARN of the trail, or the folder of query results.</summary>
    internal string Subject => TrailArn ?? QueryResults?.Folder ?? "";

    /// <summary>What the verification does not prove, in sentences.</summary>
    public required IReadOnlyList<string> NotProved { get; init; }
}
