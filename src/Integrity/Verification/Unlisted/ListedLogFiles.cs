using Integrity.Digests;

namespace Integrity.Verification.Unlisted;

/// <summary>
/// The log files that verified digests list, by the day in whose folder they lie. Only the days between the walk and the last comparison are held, so memory does not grow
/// with the range. Pure.
/// </summary>
internal sealed class ListedLogFiles
{
    private static readonly IReadOnlySet<NameHash> None = new HashSet<NameHash>();

    private readonly Dictionary<int, HashSet<NameHash>> _days = [];
    private int _closedFrom = int.MaxValue;

    /// <summary>
    /// Takes note of a log file; <c>false</c> when it is listed already. A digest lists what was delivered about its time: a name of another time counts at the digest's own end, so
    /// that a digest that lies cannot fill days without number.
    /// </summary>
    public bool TryAdd(LogFileEntry entry, DigestPeriod period)
    {
        var (first, last) = (ComparedDay.Of(period.Start).DayNumber - 1, ComparedDay.Of(period.End).DayNumber + 1);
        var day =
            TrailFolder.DayOf(entry.Location.Path)?.DayNumber is { } named && named >= first && named <= last
                ? named
                : last - 1;
        if (day >= _closedFrom)
            return true;
        if (!_days.TryGetValue(day, out var listed))
            _days.Add(day, listed = []);
        return listed.Add(NameHash.Of(entry.Location.Bucket, entry.Location.Path));
    }

    /// <summary>Hands out what is listed in the folder of a day, and forgets it and all later days.</summary>
    public IReadOnlySet<NameHash> Close(DateOnly day)
    {
        var listed = _days.GetValueOrDefault(day.DayNumber) ?? None;
        _closedFrom = day.DayNumber;
        foreach (var passed in _days.Keys.Where(other => other >= _closedFrom).ToList())
            _days.Remove(passed);
        return listed;
    }
}
