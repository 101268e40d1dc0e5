using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>The sum of the results of one chain, or of all: counts, the time that was found and the time that was not, and the verdict.</summary>
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

    /// <summary>The objects in the trail's folders for which no verified digest has a place.</summary>
    public Tally Strays { get; } = new();

    /// <summary>How many ranges no verified digest covers.</summary>
    public int Ranges { get; private set; }

    /// <summary>How long those ranges are, all chains added up.</summary>
    public TimeSpan NotCovered { get; private set; }

    /// <summary>How many of those ranges could not be looked into, so that digests may well cover them.</summary>
    internal int UncheckedRanges { get; private set; }

    /// <summary>How long these are, all chains added up.</summary>
    internal TimeSpan Unchecked { get; private set; }

    /// <summary>The part of the range in which verified digests were found, from the earliest to the latest; <c>null</c> when there was none.</summary>
    public DigestPeriod? Found { get; private set; }

    /// <summary>
    /// The worst verdict of all that was added. Without a single valid digest it is <see cref="Verdict.Incomplete"/> at best: when nothing was checked, nothing is valid.
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
                    Find(verified.Period);
                break;
            case LogFileResult logFile:
                LogFiles.Add(logFile.Verdict);
                break;
            case UnlistedResult stray:
                Strays.Add(stray.Verdict);
                break;
            // the digests within the bound cover a part of it, and what they do not cover is told by itself
            case RangeResult { Findings: [{ Code: FindingCode.ListingTooLarge }] }:
                break;
            case RangeResult range:
                Ranges++;
                NotCovered = Sum(NotCovered, range.Range.Duration);
                if (range.IsNotCovered)
                    break;
                UncheckedRanges++;
                Unchecked = Sum(Unchecked, range.Range.Duration);
                break;
        }
    }

    private void Find(DigestPeriod period)
    {
        var start = Later(period.Start, _requested.Start);
        var end = Earlier(period.End, _requested.End);
        if (start > end)
            return;
        Found = Found is null
            ? new DigestPeriod(start, end)
            : new DigestPeriod(Earlier(start, Found.Start), Later(end, Found.End));
    }

    /// <summary>Stops at the longest time there is: whoever can add folders to a bucket can add chains without number, each with nothing covered.</summary>
    private static TimeSpan Sum(TimeSpan a, TimeSpan b) => a > TimeSpan.MaxValue - b ? TimeSpan.MaxValue : a + b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
