using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Building.Delivery;

/// <summary>Tells which files were delivered before.</summary>
internal sealed class EarlierDeliveries
{
    /// <summary>How much earlier than the last modification of a file its delivery may seem to be.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromHours(1);

    private readonly IObjectReader _reader;
    private readonly DateTimeOffset _now;
    private readonly DeliveredNames _names;

    private EarlierDeliveries(IObjectReader reader, DateTimeOffset now, DeliveredNames names) => (_reader, _now, _names) = (reader, now, names);

    /// <summary>Lists what the store holds of the times that matter for the files.</summary>
    /// <exception cref="StoreException">The store could not answer.</exception>
    public static async Task<EarlierDeliveries> FindAsync(
        IObjectReader reader, DeliveryRequest request, DateTimeOffset now, IReadOnlyList<PendingFile> files, CancellationToken cancellationToken)
    {
        var times = files.Where(file => file.Result is null).Select(file => TimesOf(file, now)).ToList();
        var names = new DeliveredNames(request);
        if (times.Count > 0) await names.ListAsync(reader, times.Min(span => span.From), times.Max(span => span.To), cancellationToken);
        return new EarlierDeliveries(reader, now, names);
    }

    /// <summary>Where the content of a file lies, of those deliveries that count for it; <c>null</c> when it was not delivered.</summary>
    /// <exception cref="StoreException">The store could not answer.</exception>
    public async Task<ObjectLocation?> FindAsync(PendingFile file, Sha256Hash content, CancellationToken cancellationToken)
    {
        var (from, to) = TimesOf(file, _now);
        foreach (var location in _names.Find(content, from, to))
        {
            if (await StoredCopy.IsOfAsync(_reader, location, content, cancellationToken)) return location;
        }
        return null;
    }

    private static (DateTimeOffset From, DateTimeOffset To) TimesOf(PendingFile file, DateTimeOffset now)
    {
        if (file.Time is { } time) return (time, time);
        var earliest = file.Source!.ModifiedAt < now ? file.Source.ModifiedAt : now;
        // nothing is named before 1970, and a clock ahead of ours may have named something
        return (earliest < DateTimeOffset.UnixEpoch + ClockTolerance ? DateTimeOffset.UnixEpoch : earliest - ClockTolerance, DateTimeOffset.MaxValue);
    }
}
