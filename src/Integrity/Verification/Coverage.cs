using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>
/// Keeps count, from the newest moment to the oldest, of the time for which something was said, so that no second of the range is passed over in silence. Pure.
/// </summary>
/// <param name="chain">The chain.</param>
/// <param name="start">The first moment of the range.</param>
/// <param name="until">The first moment behind what must be covered.</param>
/// <param name="isCut">Whether there are newer digests than those that the walk sees.</param>
internal sealed class Coverage(ChainId chain, DateTimeOffset start, DateTimeOffset until, bool isCut = false)
{
    /// <summary>Digests are made once an hour; what a digest that is gone or not authentic would have covered is not known, and taken to be this much.</summary>
    public static readonly TimeSpan Rhythm = TimeSpan.FromHours(1);

    private DateTimeOffset _accountedFrom = until > start ? until : start;
    private Digest? _newer;
    private (ObjectLocation Location, DigestPath Path)? _broken;
    private bool _any;
    private bool _isPartial;

    /// <summary>What is to be said of the time between the last digest and an older one that comes next in the walk.</summary>
    public IEnumerable<CheckResult> Before(DigestPath older)
    {
        var from = older.End > start ? older.End : start;
        if (from >= _accountedFrom)
            yield break;
        var isInferred = !_isPartial && _broken is { } last && IsWholeRhythms(last.Path.End - older.End);
        foreach (
            var result in isInferred
                ? MissingByRhythm(_broken!.Value, older.End)
                : [Uncovered(from, ReasonBefore(older))]
        )
            yield return result;
        _accountedFrom = from;
    }

    /// <summary>A place could not be listed: what was not seen can lie there, so from now on nothing is inferred to be missing.</summary>
    public void KnowLess() => _isPartial = true;

    /// <summary>A digest was verified: its period is covered.</summary>
    public void Verified(Digest digest)
    {
        Account(digest.Period.Start);
        (_newer, _broken) = (digest, null);
    }

    /// <summary>A digest is gone, or is not authentic.</summary>
    public void Broken(ObjectLocation location, DigestPath digestPath)
    {
        Account(digestPath.End - Rhythm);
        (_newer, _broken) = (null, (location, digestPath));
    }

    /// <summary>A digest could not be checked.</summary>
    public void Unknown(DigestPath digestPath)
    {
        Account(digestPath.End - Rhythm);
        (_newer, _broken) = (null, null);
    }

    /// <summary>What is to be said of the time before the oldest digest.</summary>
    public CheckResult? Rest()
    {
        if (!_any)
            return new RangeResult(chain, new DigestPeriod(start, _accountedFrom), Finding.NotCoveredAtAll(chain));
        return _accountedFrom > start ? Uncovered(start, Finding.NotCoveredBeforeOldest()) : null;
    }

    private void Account(DateTimeOffset from)
    {
        _any = true;
        if (from < _accountedFrom)
            _accountedFrom = from;
    }

    private Finding ReasonBefore(DigestPath older)
    {
        if (!_any)
            return isCut ? Finding.NotCoveredAfterBound(older.End) : Finding.NotCoveredAfterNewest(older.End);
        return _newer is { Previous: null } ? Finding.NotCoveredRestart(_newer.Period.Start) : Finding.NotCoveredGap();
    }

    private RangeResult Uncovered(DateTimeOffset from, Finding finding) =>
        new(chain, new DigestPeriod(from, _accountedFrom), finding);

    private static bool IsWholeRhythms(TimeSpan time) => time.Ticks % Rhythm.Ticks == 0;

    private IEnumerable<CheckResult> MissingByRhythm(
        (ObjectLocation Location, DigestPath Path) broken,
        DateTimeOffset olderEnd
    )
    {
        for (var at = broken.Path.End - Rhythm; at > olderEnd && at > start; at -= Rhythm)
        {
            if (at - Rhythm >= until)
                continue;
            var location = broken.Location with { Path = (broken.Path with { End = at }).ToString() };
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
