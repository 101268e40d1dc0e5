namespace Integrity.Building;

/// <summary>The hours of the clock, UTC, in which digests are built.</summary>
internal static class Hours
{
    public static readonly TimeSpan One = TimeSpan.FromHours(1);

    /// <summary>The beginning of the hour in which a time lies.</summary>
    public static DateTimeOffset Floor(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % One.Ticks), TimeSpan.Zero);
}
