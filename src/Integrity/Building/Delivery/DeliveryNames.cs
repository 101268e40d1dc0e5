using Integrity.Digests;

namespace Integrity.Building.Delivery;

/// <summary>Creates names that sort in the order of the calls. Safe for concurrent use.</summary>
/// <param name="request">The delivery request.</param>
/// <param name="clock">The clock, for deliveries without a fixed time.</param>
/// <param name="sources">Number of files to deliver.</param>
internal sealed class DeliveryNames(DeliveryRequest request, TimeProvider clock, int sources)
{
    private readonly Lock _lock = new();
    private long _last;

    /// <summary>Returns the next name.</summary>
    /// <param name="time">
    /// The time in the name; <c>null</c> for that of the clock. Setting back the clock does not affect the order.
    /// </param>
    /// <param name="index">The index of the file, which is the order among the files of one minute.</param>
    /// <param name="attempt">Number of names already tried and found taken.</param>
    /// <param name="hash">The hash of the content.</param>
    public ObjectLocation Next(DateTimeOffset? time, int index, int attempt, Sha256Hash hash)
    {
        var (minute, order) = time is { } fixedTime
            ? (fixedTime, (uint)((index + ((long)attempt * sources)) % UniquePart.MaxOrder))
            : Now();
        return new ObjectLocation(
            request.Location.Bucket,
            request.PathOf(minute, new UniquePart(order, UniquePart.ContentOf(hash))).ToString()
        );
    }

    private (DateTimeOffset Minute, uint Order) Now()
    {
        lock (_lock)
        {
            _last = Math.Max(clock.GetUtcNow().UtcTicks, _last + 1);
            return (
                new DateTimeOffset(_last - (_last % TimeSpan.TicksPerMinute), TimeSpan.Zero),
                (uint)(_last % TimeSpan.TicksPerMinute)
            );
        }
    }
}
