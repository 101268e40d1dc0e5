using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>
/// A verification as a document: what all reports but the text are written from, and what the JSON report holds member for member.
/// Text in it can come from the bucket: every writer escapes it for its own form.
/// </summary>
public sealed record ReportDocument
{
    /// <summary>The version of the form; a member is never removed or changed within one.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>The version of the form of this document.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>The program that verified.</summary>
    public required ReportTool Tool { get; init; }

    /// <summary>When the verification ended, UTC.</summary>
    public required DateTimeOffset VerifiedAt { get; init; }

    /// <summary>The ARN of the trail; <c>null</c> in a report on query results.</summary>
    public string? TrailArn { get; init; }

    /// <summary>The range that was asked for; <c>null</c> in a report on query results.</summary>
    public ReportRange? Requested { get; init; }

    /// <summary>The relocated copy that was read in place of the original; <c>null</c> when everything was read where it was delivered.</summary>
    public ReportRelocation? Relocation { get; init; }

    /// <summary>The bundle from which was read; <c>null</c> when it was none.</summary>
    public ReportBundle? Bundle { get; init; }

    /// <summary>What came of the fetch, in a report on one; <c>null</c> in every other.</summary>
    public ReportFetch? Fetch { get; init; }

    /// <summary>The query results that were verified; <c>null</c> in a report on a trail.</summary>
    public ReportQueryResults? QueryResults { get; init; }

    /// <summary>The part of the range in which verified digests were found; <c>null</c> when there was none.</summary>
    public ReportRange? Found { get; init; }

    /// <summary>Whether the verification was ended before it was done; then nothing is said of what it had not reached.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>The verdict of the whole: the worst of all chains, and Incomplete at best when something could not be fetched, or changed since it was.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The counts of all chains together.</summary>
    public required ReportCounts Total { get; init; }

    /// <summary>Each chain, in order of account and region.</summary>
    public required IReadOnlyList<ReportChain> Chains { get; init; }

    /// <summary>The findings, in the order in which they were made, as far as there is room (see <see cref="ReportCollector.MaxFindings"/>).</summary>
    public required IReadOnlyList<ReportFinding> Findings { get; init; }

    /// <summary>How many further findings there are.</summary>
    public long FindingsLeftOut { get; init; }

    /// <summary>The keys that signed the digests that were verified.</summary>
    public required IReadOnlyList<ReportKey> Keys { get; init; }

    /// <summary>What was verified, in a name: the ARN of a trail, or the folder of query results.</summary>
    internal string Subject => TrailArn ?? QueryResults?.Folder ?? "";

    /// <summary>What a verification does not prove, in sentences.</summary>
    public required IReadOnlyList<string> NotProved { get; init; }
}
