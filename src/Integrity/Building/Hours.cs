namespace Integrity.Building;

/// <summary>Full UTC hours.</summary>
internal static class Hours
{
    public static readonly TimeSpan One = TimeSpan.FromHours(1);

    /// <summary>Returns the start of the hour that contains a time.</summary>
    public static DateTimeOffset Floor(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % One.Ticks), TimeSpan.Zero);
}
