using Integrity.Digests;

namespace Integrity.Verification.Unlisted;

/// <summary>The time that verified digests cover. Add digests newest first. Pure.</summary>
internal sealed class VerifiedTime
{
    private readonly List<DigestPeriod> _periods = [];

    /// <summary>Whether there is no verified digest.</summary>
    public bool IsEmpty => _periods.Count == 0;

    /// <summary>Adds the period of a digest. It must not end later than those before it.</summary>
    public void Add(DigestPeriod period)
    {
        if (_periods.Count == 0 || period.End < _periods[^1].Start)
            _periods.Add(period);
        else if (period.Start < _periods[^1].Start)
            _periods[^1] = new DigestPeriod(period.Start, _periods[^1].End);
    }

    /// <summary>Returns whether verified digests cover all the time between two times.</summary>
    public bool Covers(DateTimeOffset from, DateTimeOffset until) =>
        _periods.Exists(period => period.Start <= from && until <= period.End);

    /// <summary>
    /// Returns the part since <paramref name="from"/>, and removes what starts after <paramref name="until"/>.
    /// </summary>
    public VerifiedTime Take(DateTimeOffset from, DateTimeOffset until)
    {
        _periods.RemoveAll(period => period.Start > until);
        var part = new VerifiedTime();
        part._periods.AddRange(_periods.Where(period => period.End >= from));
        return part;
    }
}
