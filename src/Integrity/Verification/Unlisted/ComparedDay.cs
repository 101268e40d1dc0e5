using Integrity.Digests;

namespace Integrity.Verification.Unlisted;

/// <summary>A day that the walk has passed, and what its comparison with the log folder needs.</summary>
/// <param name="Day">The day.</param>
/// <param name="Folders">Folders to which the trail delivered on that day, according to verified digests.</param>
/// <param name="Listed">The log files in the folder of the day that verified digests list.</param>
/// <param name="Time">The time around the day that verified digests cover.</param>
internal sealed record ComparedDay(
    DateOnly Day,
    RegionFolders Folders,
    IReadOnlySet<NameHash> Listed,
    VerifiedTime Time
)
{
    /// <summary>The start of the day.</summary>
    public DateTimeOffset Start => StartOf(Day);

    /// <summary>The log folder of the day.</summary>
    public string LogFiles => Folders.LogFilesOf(Day);

    /// <summary>Returns the start of a day.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>Returns the day of a time.</summary>
    public static DateOnly Of(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
}
