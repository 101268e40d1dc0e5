using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Building.Delivery;

/// <summary>Finds files that were delivered before.</summary>
internal sealed class EarlierDeliveries
{
    /// <summary>
    /// How much earlier than the last modification of a file its delivery time may be, because clocks differ.
    /// </summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromHours(1);

    private readonly IObjectReader _reader;
    private readonly DeliveryRequest _request;
    private readonly DateTimeOffset _now;
    private readonly DeliveredNames _names;

    private EarlierDeliveries(IObjectReader reader, DeliveryRequest request, DateTimeOffset now) =>
        (_reader, _request, _now, _names) = (reader, request, now, new DeliveredNames(request));

    /// <summary>Lists the delivered log files in the range of time that is relevant for the files.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async Task<EarlierDeliveries> FindAsync(
        IObjectReader reader,
        DeliveryRequest request,
        DateTimeOffset now,
        IReadOnlyList<PendingFile> files,
        CancellationToken cancellationToken
    )
    {
        var earlier = new EarlierDeliveries(reader, request, now);
        var (earliest, latest) = (DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
        foreach (var file in files.Where(file => file.Result is null))
        {
            var (from, to) = earlier.TimesOf(file);
            (earliest, latest) = (from < earliest ? from : earliest, to > latest ? to : latest);
        }
        if (earliest <= latest)
            await earlier._names.ListAsync(reader, earliest, latest, cancellationToken).ConfigureAwait(false);
        return earlier;
    }

    /// <summary>Returns the location of the content of a file, or <c>null</c> if it was not delivered before.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<ObjectLocation?> FindAsync(
        PendingFile file,
        Sha256Hash content,
        CancellationToken cancellationToken
    )
    {
        var (from, to) = TimesOf(file);
        foreach (var location in _names.Find(content, from, to))
        {
            if (await StoredCopy.MatchesAsync(_reader, location, content, cancellationToken).ConfigureAwait(false))
                return location;
        }
        return null;
    }

    /// <summary>
    /// Returns the delivery times that count for a file: since its last modification, or its fixed time.
    /// </summary>
    private (DateTimeOffset From, DateTimeOffset To) TimesOf(PendingFile file)
    {
        if (file.Time is { } time && _request.Time != DeliveryTime.Modified)
            return (time, time);
        var earliest = file.Source!.ModifiedAt < _now ? file.Source.ModifiedAt : _now;
        // No names are before 1970. There is no upper limit, because another machine's clock may be ahead.
        return (
            earliest < DateTimeOffset.UnixEpoch + ClockTolerance ? DateTimeOffset.UnixEpoch : earliest - ClockTolerance,
            DateTimeOffset.MaxValue
        );
    }
}
