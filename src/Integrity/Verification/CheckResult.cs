using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>What was found on one digest, one log file or one range. All that is printed, reported and decided comes from these.</summary>
public abstract record CheckResult
{
    private protected CheckResult(ChainId chain, bool isBackfill, IReadOnlyList<Finding> findings) =>
        (Chain, IsBackfill, Findings, Note) = (
            chain,
            isBackfill,
            findings,
            findings.FirstOrDefault(finding => finding.Note is not null)?.Note
        );

    /// <summary>The chain to which it belongs.</summary>
    public ChainId Chain { get; }

    /// <summary>Whether it belongs to the backfill chain.</summary>
    public bool IsBackfill { get; }

    /// <summary>What was found; empty when all is well.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>
    /// What explains the result without changing its verdict, in lower case; <c>null</c> when there is nothing to add.
    /// It can hold text from the bucket: escape it for where it is shown.
    /// </summary>
    public string? Note { get; internal init; }

    /// <summary>The worst weight of the findings.</summary>
    public Verdict Verdict => Finding.VerdictOf(Findings);
}
