using Integrity.Digests;

namespace Integrity.Verification;

/// <summary>What was found on a range of time: always a reason why no verified digest covers it.</summary>
public sealed record RangeResult : CheckResult
{
    internal RangeResult(ChainId chain, DigestPeriod range, Finding finding, bool isBackfill = false)
        : base(chain, isBackfill, [finding]) => Range = range;

    /// <summary>The range.</summary>
    public DigestPeriod Range { get; }
}
