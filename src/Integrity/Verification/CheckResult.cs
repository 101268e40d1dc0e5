using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>What was found on one digest, one log file or one range. All that is printed, reported and decided comes from these.</summary>
public abstract record CheckResult
{
    private protected CheckResult(ChainId chain, bool isBackfill, IReadOnlyList<Finding> findings) =>
        (Chain, IsBackfill, Findings) = (chain, isBackfill, findings);

    /// <summary>The chain to which it belongs.</summary>
    public ChainId Chain { get; }

    /// <summary>Whether it belongs to the backfill chain.</summary>
    public bool IsBackfill { get; }

    /// <summary>What was found; empty when all is well.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>The worst weight of the findings.</summary>
    public Verdict Verdict => FindingWeight.Of(Findings);
}
