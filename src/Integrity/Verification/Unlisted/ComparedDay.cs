using Integrity.Digests;

namespace Integrity.Verification.Unlisted;

/// <summary>A day that the walk has passed, in one folder: what is needed to compare them.</summary>
/// <param name="Day">The day.</param>
/// <param name="Folder">A folder to which the trail delivered on it, as verified digests tell.</param>
/// <param name="Listed">The log files that verified digests list on it.</param>
/// <param name="Time">The time about it that verified digests cover.</param>
internal sealed record ComparedDay(DateOnly Day, TrailFolder Folder, IReadOnlySet<NameHash> Listed, VerifiedTime Time)
{
    /// <summary>The first moment of the day.</summary>
    public DateTimeOffset Start => StartOf(Day);

    /// <summary>The path of the folder that is compared.</summary>
    public string LogFiles => Folder.LogFilesOf(Day);

    /// <summary>The first moment of a day.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>The day of a moment.</summary>
    public static DateOnly Of(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
}
