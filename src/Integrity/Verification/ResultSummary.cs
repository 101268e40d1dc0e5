using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>The counts, covered time and verdict of the results of one chain or of all chains.</summary>
public sealed class ResultSummary
{
    private readonly DigestPeriod _requested;
    private Verdict _worst = Verdict.Valid;

    internal ResultSummary(DigestPeriod requested) => _requested = requested;

    /// <summary>The digests of main chains.</summary>
    public Tally Digests { get; } = new();

    /// <summary>The digests of backfill chains.</summary>
    public Tally BackfillDigests { get; } = new();

    /// <summary>The log files.</summary>
    public Tally LogFiles { get; } = new();

    /// <summary>The unlisted objects: they are in the trail's folders, but no verified digest lists them.</summary>
    public Tally Unlisted { get; } = new();

    /// <summary>The number of ranges that no verified digest covers.</summary>
    public int Ranges { get; private set; }

    /// <summary>The total duration of these ranges in all chains.</summary>
    public TimeSpan NotCovered { get; private set; }

    /// <summary>The number of these ranges that could not be checked, and so may be covered.</summary>
    internal int UncheckedRanges { get; private set; }

    /// <summary>The total duration of the ranges that could not be checked.</summary>
    internal TimeSpan Unchecked { get; private set; }

    /// <summary>
    /// The part of the range from the earliest to the latest time that verified digests cover; <c>null</c> without any.
    /// </summary>
    public DigestPeriod? Found { get; private set; }

    /// <summary>
    /// The worst verdict of all results. It is at best <see cref="Verdict.Incomplete"/> without a valid digest, because
    /// nothing is valid unless it was checked.
    /// </summary>
    public Verdict Verdict =>
        _worst == Verdict.Valid && Digests.Valid + BackfillDigests.Valid == 0 ? Verdict.Incomplete : _worst;

    internal void Add(CheckResult result)
    {
        if (result.Verdict < _worst)
            _worst = result.Verdict;
        switch (result)
        {
            case DigestResult digest:
                (digest.IsBackfill ? BackfillDigests : Digests).Add(digest.Verdict);
                if (digest.Verified is { } verified)
                    AddFound(verified.Period);
                break;
            case LogFileResult logFile:
                LogFiles.Add(logFile.Verdict);
                break;
            case UnlistedResult unlisted:
                Unlisted.Add(unlisted.Verdict);
                break;
            case RangeResult range:
                AddRange(range);
                break;
        }
    }

    private void AddRange(RangeResult range)
    {
        // Digests within the limit cover a part of this range, and the rest is reported separately.
        if (range.Findings is [{ Code: FindingCode.ListingTooLarge }])
            return;
        Ranges++;
        NotCovered = Sum(NotCovered, range.Range.Duration);
        if (range.IsNotCovered)
            return;
        UncheckedRanges++;
        Unchecked = Sum(Unchecked, range.Range.Duration);
    }

    private void AddFound(DigestPeriod period)
    {
        var start = Later(period.Start, _requested.Start);
        var end = Earlier(period.End, _requested.End);
        if (start > end)
            return;
        Found = Found is null
            ? new DigestPeriod(start, end)
            : new DigestPeriod(Earlier(start, Found.Start), Later(end, Found.End));
    }

    /// <summary>
    /// Adds two durations, up to the longest one. Anyone who can add folders to a bucket can create any number of
    /// chains that are not covered.
    /// </summary>
    private static TimeSpan Sum(TimeSpan a, TimeSpan b) => a > TimeSpan.MaxValue - b ? TimeSpan.MaxValue : a + b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
