using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>What was found on a range of time: always a reason why no verified digest is known to cover it.</summary>
public sealed record RangeResult : CheckResult
{
    internal RangeResult(ChainId chain, DigestPeriod range, Finding finding)
        : base(chain, isBackfill: false, [finding]) => Range = range;

    /// <summary>The range.</summary>
    public DigestPeriod Range { get; }

    /// <summary>Whether it is known that no digest covers the range; else it could not be found out.</summary>
    public bool IsNotCovered =>
        Findings[0].Code
            is FindingCode.NotCoveredBeforeOldest
                or FindingCode.NotCoveredAfterNewest
                or FindingCode.NotCoveredRestart
                or FindingCode.NotCoveredGap
                or FindingCode.NotCoveredAtAll;
}
