using Integrity.Hints;

namespace Integrity.Building.Delivery;

/// <summary>
/// The source of the time in the name of a delivered log file. The time determines which digest lists the file.
/// </summary>
public sealed class DeliveryTime
{
    private readonly Func<LogFileSource, DateTimeOffset>? _of;

    private DeliveryTime(Func<LogFileSource, DateTimeOffset>? of) => _of = of;

    /// <summary>The clock at the time of delivery.</summary>
    public static DeliveryTime Now { get; } = new(null);

    /// <summary>The last modification of the file.</summary>
    public static DeliveryTime Modified { get; } = new(source => source.ModifiedAt);

    /// <summary>The date or date and time in the file name, in UTC. See <see cref="FileNameTime"/>.</summary>
    public static DeliveryTime InName { get; } = new(source => FileNameTime.Of(Path.GetFileName(source.Path)));

    /// <summary>A fixed time for all files.</summary>
    public static DeliveryTime At(DateTimeOffset time) => new(_ => time);

    /// <summary>Returns the time for a file, or <c>null</c> for the time of its delivery.</summary>
    /// <exception cref="NotDeliveredException">The time is missing, in the future or before 1970.</exception>
    internal DateTimeOffset? Of(LogFileSource source, DateTimeOffset now)
    {
        if (_of is null)
            return null;
        var time = _of(source);
        if (time > now)
            throw new NotDeliveredException(
                $"its delivery time {Digests.UtcTime.Format(time)} is in the future",
                Hint.Of(HintCode.CorrectClock)
            );
        if (time.UtcDateTime.Year < 1970)
            throw new NotDeliveredException("its delivery time is before 1970", Hint.Of(HintCode.PassDeliveryTime));
        return new DateTimeOffset(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
    }
}
