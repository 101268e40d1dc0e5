using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>
/// The result for one digest, log file, unlisted object or range. Output, reports and the exit code come from these.
/// </summary>
public abstract record CheckResult
{
    private protected CheckResult(ChainId chain, bool isBackfill, IReadOnlyList<Finding> findings) =>
        (Chain, IsBackfill, Findings, Note) = (
            chain,
            isBackfill,
            findings,
            findings.FirstOrDefault(finding => finding.Note is not null)?.Note
        );

    /// <summary>The chain.</summary>
    public ChainId Chain { get; }

    /// <summary>Whether the result belongs to the backfill chain.</summary>
    public bool IsBackfill { get; }

    /// <summary>The problems; empty if there are none.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>
    /// Explains the result without changing its verdict, in lower case; <c>null</c> if there is nothing to add. It can
    /// contain text from the bucket: escape it before showing it.
    /// </summary>
    public string? Note { get; internal init; }

    /// <summary>The worst severity of the findings.</summary>
    public Verdict Verdict => Finding.VerdictOf(Findings);
}
