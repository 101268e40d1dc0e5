using Integrity.Digests;

namespace Integrity.Verification.Unlisted;

/// <summary>The time that verified digests cover, gathered newest first. Pure.</summary>
internal sealed class VerifiedTime
{
    private readonly List<DigestPeriod> _stretches = [];

    /// <summary>Whether no digest was verified.</summary>
    public bool IsEmpty => _stretches.Count == 0;

    /// <summary>Adds the period of a digest, which ends no later than those before it.</summary>
    public void Add(DigestPeriod period)
    {
        if (_stretches.Count == 0 || period.End < _stretches[^1].Start)
            _stretches.Add(period);
        else if (period.Start < _stretches[^1].Start)
            _stretches[^1] = new DigestPeriod(period.Start, _stretches[^1].End);
    }

    /// <summary>Whether every moment between two (both inclusive, but that at which a period ends) lies in the period of a verified digest.</summary>
    public bool Covers(DateTimeOffset from, DateTimeOffset until) =>
        _stretches.Exists(stretch => stretch.Start <= from && until <= stretch.End);

    /// <summary>What of it is needed to judge the time from <paramref name="from"/> on; what lies behind <paramref name="until"/> is forgotten.</summary>
    public VerifiedTime Take(DateTimeOffset from, DateTimeOffset until)
    {
        _stretches.RemoveAll(stretch => stretch.Start > until);
        var part = new VerifiedTime();
        part._stretches.AddRange(_stretches.Where(stretch => stretch.End >= from));
        return part;
    }
}
