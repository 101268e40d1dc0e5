namespace Integrity.Building.Delivery;

/// <summary>Where the time in the name of a delivered log file comes from. It decides which digest lists it.</summary>
public sealed class DeliveryTime
{
    private readonly Func<LogFileSource, DateTimeOffset>? _of;

    private DeliveryTime(Func<LogFileSource, DateTimeOffset>? of) => _of = of;

    /// <summary>The clock, at the moment of the delivery.</summary>
    public static DeliveryTime Now { get; } = new(null);

    /// <summary>When the file was last modified.</summary>
    public static DeliveryTime Modified { get; } = new(source => source.ModifiedAt);

    /// <summary>The date, or date and time, in the name of the file, in UTC; see <see cref="FileNameTime"/>.</summary>
    public static DeliveryTime InName { get; } = new(source => FileNameTime.Of(Path.GetFileName(source.Path)));

    /// <summary>One and the same time for all files.</summary>
    public static DeliveryTime At(DateTimeOffset time) => new(_ => time);

    /// <summary>The time for a file; <c>null</c> when it is that of its delivery.</summary>
    /// <exception cref="NotDeliveredException">There is none, or it lies in the future or outside of the format's calendar.</exception>
    internal DateTimeOffset? Of(LogFileSource source, DateTimeOffset now)
    {
        if (_of is null)
            return null;
        var time = _of(source);
        if (time > now)
            throw new NotDeliveredException(
                $"its time of delivery {Digests.UtcTime.Format(time)} lies in the future",
                "set the clock or the time of the file right, or name a time"
            );
        if (time.UtcDateTime.Year < 1970)
            throw new NotDeliveredException("its time of delivery lies before 1970", "name a time");
        return new DateTimeOffset(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
    }
}
