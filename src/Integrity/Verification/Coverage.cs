using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>
/// Accounts for the time of the range, from newest to oldest, so that every second is either covered by a digest or
/// reported. Pure.
/// </summary>
/// <param name="chain">The chain.</param>
/// <param name="start">Start of the range.</param>
/// <param name="until">End of the time that must be covered (exclusive).</param>
/// <param name="isTruncated">Whether digests exist that are newer than those in the listing.</param>
internal sealed class Coverage(ChainId chain, DateTimeOffset start, DateTimeOffset until, bool isTruncated = false)
{
    /// <summary>
    /// The time between two digests. The period of a missing or invalid digest is unknown and assumed to be this long.
    /// </summary>
    public static readonly TimeSpan DigestInterval = TimeSpan.FromHours(1);

    private DateTimeOffset _accountedFrom = until > start ? until : start;
    private Digest? _newer;
    private ListedDigest? _invalid;
    private bool _hasDigest;
    private bool _canInferMissing = true;

    /// <summary>
    /// Returns results for the time between the last digest and the next older one. Enumerate them to the end before
    /// the next call.
    /// </summary>
    public IEnumerable<CheckResult> GapBefore(DigestPath older)
    {
        var from = older.End > start ? older.End : start;
        if (from >= _accountedFrom)
            yield break;
        var isInferred = _canInferMissing && _invalid is { } last && IsWholeIntervals(last.Path.End - older.End);
        foreach (
            var result in isInferred ? InferMissing(_invalid!, older.End) : [NotCovered(from, ReasonBefore(older))]
        )
            yield return result;
        _accountedFrom = from;
    }

    /// <summary>
    /// Stops inferring that digests are missing. A folder could not be listed, and it may contain them.
    /// </summary>
    public void StopInferring() => _canInferMissing = false;

    /// <summary>Adds a verified digest. It covers its period.</summary>
    public void AddVerified(Digest digest)
    {
        Account(digest.Period.Start);
        (_newer, _invalid) = (digest, null);
    }

    /// <summary>Adds a missing or invalid digest.</summary>
    public void AddInvalid(ObjectLocation location, DigestPath path)
    {
        Account(path.End - DigestInterval);
        (_newer, _invalid) = (null, new ListedDigest(location, path));
    }

    /// <summary>Adds a digest that could not be checked.</summary>
    public void AddUnchecked(DigestPath path)
    {
        Account(path.End - DigestInterval);
        (_newer, _invalid) = (null, null);
    }

    /// <summary>Returns a result for the time before the oldest digest, or <c>null</c> if it is covered.</summary>
    public CheckResult? GapAtStart()
    {
        if (!_hasDigest)
            return NotCovered(start, Finding.NotCoveredAtAll(chain));
        return _accountedFrom > start ? NotCovered(start, Finding.NotCoveredBeforeOldest()) : null;
    }

    private void Account(DateTimeOffset from)
    {
        _hasDigest = true;
        if (from < _accountedFrom)
            _accountedFrom = from;
    }

    private Finding ReasonBefore(DigestPath older)
    {
        if (!_hasDigest)
            return isTruncated ? Finding.NotCoveredAfterBound(older.End) : Finding.NotCoveredAfterNewest(older.End);
        return _newer is { Previous: null } ? Finding.NotCoveredRestart(_newer.Period.Start) : Finding.NotCoveredGap();
    }

    private RangeResult NotCovered(DateTimeOffset from, Finding finding) =>
        new(chain, new DigestPeriod(from, _accountedFrom), finding);

    private static bool IsWholeIntervals(TimeSpan time) => time.Ticks % DigestInterval.Ticks == 0;

    /// <summary>Returns a result for each hourly digest between an invalid one and the next older one.</summary>
    private IEnumerable<CheckResult> InferMissing(ListedDigest invalid, DateTimeOffset olderEnd)
    {
        for (var end = invalid.Path.End - DigestInterval; end > olderEnd && end > start; end -= DigestInterval)
        {
            if (end - DigestInterval >= until)
                continue;
            var location = invalid.Location with { Path = (invalid.Path with { End = end }).ToString() };
            yield return new DigestResult(
                chain,
                isBackfill: false,
                location,
                verified: null,
                link: null,
                [Finding.DigestMissingByRhythm()]
            );
        }
    }
}
