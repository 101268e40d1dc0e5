using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>The result for a time range: why no verified digest is known to cover it.</summary>
public sealed record RangeResult : CheckResult
{
    internal RangeResult(ChainId chain, DigestPeriod range, Finding finding)
        : base(chain, isBackfill: false, [finding]) => Range = range;

    /// <summary>The range.</summary>
    public DigestPeriod Range { get; }

    /// <summary>Whether certainly no digest covers the range. Otherwise it could not be checked.</summary>
    public bool IsNotCovered =>
        Findings[0].Code
            is FindingCode.NotCoveredBeforeOldest
                or FindingCode.NotCoveredAfterNewest
                or FindingCode.NotCoveredRestart
                or FindingCode.NotCoveredGap
                or FindingCode.NotCoveredAtAll;
}
