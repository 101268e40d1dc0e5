using Integrity.Digests;

namespace Integrity.Building.Delivery;

/// <summary>Gives names that sort in the order in which they are asked for. Safe for use by several tasks at once.</summary>
/// <param name="request">Where to.</param>
/// <param name="clock">The time of deliveries that have no other.</param>
/// <param name="sources">How many files are delivered.</param>
internal sealed class DeliveryNames(DeliveryRequest request, TimeProvider clock, int sources)
{
    private readonly Lock _lock = new();
    private long _last;

    /// <summary>The next name.</summary>
    /// <param name="time">The time that a file must have; <c>null</c> for that of the clock. A clock that goes back does not change the order.</param>
    /// <param name="index">Which of the files it is: the order among those of one minute.</param>
    /// <param name="attempt">How many names it was given already, which were taken.</param>
    /// <param name="hash">The hash of its content.</param>
    public ObjectLocation Next(DateTimeOffset? time, int index, int attempt, Sha256Hash hash)
    {
        var (minute, order) = time is { } fixedTime
            ? (fixedTime, (uint)((index + ((long)attempt * sources)) % UniquePart.MaxOrder))
            : Now();
        return new ObjectLocation(
            request.Place.Bucket,
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
