using Integrity.Digests;
using Integrity.Verification;

namespace Integrity.Reporting;

/// <summary>What is to be said of each moment of one chain's range, from the results of its walk, newest first.</summary>
internal sealed class CoverageMap(DigestPeriod requested)
{
    private static readonly TimeSpan LostDigest = TimeSpan.FromHours(1);

    private readonly List<ReportStretch> _stretches = [];
    private ReportStretch? _open;

    /// <summary>The stretches of all results so far, newest first, neighbours of one state joined.</summary>
    public IReadOnlyList<ReportStretch> ToStretches()
    {
        Close();
        return _stretches;
    }

    public void Add(CheckResult result)
    {
        if (result is LogFileResult)
        {
            // log files follow their digest: what is wrong with one is wrong with its hour
            if (_open is not null && StateOf(result) < _open.State) _open = _open with { State = StateOf(result) };
            return;
        }
        Close();
        if (PeriodOf(result) is not { } period) return;
        var start = period.Start > requested.Start ? period.Start : requested.Start;
        var end = period.End < requested.End ? period.End : requested.End;
        if (start < end) _open = new ReportStretch(start, end, StateOf(result));
    }

    /// <summary>The time that a result is about: of a digest that is not verified, the hour before the end in its name.</summary>
    public static DigestPeriod? PeriodOf(CheckResult result) => result switch
    {
        RangeResult range => range.Range,
        DigestResult { Verified: { } verified } => verified.Period,
        DigestResult digest when DigestKey.TryParse(digest.Location.Key, out var key) => new DigestPeriod(key.End - LostDigest, key.End),
        _ => null,
    };

    private void Close()
    {
        if (_open is not { } next) return;
        _open = null;
        if (_stretches.Count > 0 && _stretches[^1] is var newer && newer.State == next.State && newer.Start <= next.End)
            _stretches[^1] = newer with { Start = next.Start < newer.Start ? next.Start : newer.Start };
        else
            _stretches.Add(next);
    }

    private static CoverageState StateOf(CheckResult result) => result.Verdict switch
    {
        Verdict.Valid => CoverageState.Valid,
        Verdict.Invalid => CoverageState.Invalid,
        _ => result is RangeResult { IsNotCovered: true } ? CoverageState.NotCovered : CoverageState.CouldNotCheck,
    };
}
