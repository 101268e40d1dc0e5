using Integrity.Digests;

namespace Integrity.Verification.Unlisted;

/// <summary>
/// The log files that verified digests list, by the day of their folder. Holds only the days between the walk and the
/// last comparison, so memory does not grow with the range. Pure.
/// </summary>
internal sealed class ListedLogFiles
{
    private static readonly IReadOnlySet<NameHash> None = new HashSet<NameHash>();

    private readonly Dictionary<int, HashSet<NameHash>> _days = [];
    private int _closedFrom = int.MaxValue;

    /// <summary>
    /// Adds a log file. Returns <c>false</c> if it is already listed. A digest lists log files that were delivered near
    /// its period. A name from another time counts for the end of the period, so that a false digest cannot fill any
    /// number of days.
    /// </summary>
    public bool TryAdd(LogFileEntry entry, DigestPeriod period)
    {
        var (first, last) = (ComparedDay.Of(period.Start).DayNumber - 1, ComparedDay.Of(period.End).DayNumber + 1);
        var day =
            RegionFolders.DayOf(entry.Location.Path)?.DayNumber is { } named && named >= first && named <= last
                ? named
                : last - 1;
        if (day >= _closedFrom)
            return true;
        if (!_days.TryGetValue(day, out var listed))
            _days.Add(day, listed = []);
        return listed.Add(NameHash.Of(entry.Location.Bucket, entry.Location.Path));
    }

    /// <summary>Returns what is listed in the folder of a day, and removes this day and all later ones.</summary>
    public IReadOnlySet<NameHash> Close(DateOnly day)
    {
        var listed = _days.GetValueOrDefault(day.DayNumber) ?? None;
        _closedFrom = day.DayNumber;
        foreach (var passed in _days.Keys.Where(other => other >= _closedFrom).ToList())
            _days.Remove(passed);
        return listed;
    }
}
