using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Building.Delivery;

/// <summary>Tells which files were delivered before.</summary>
internal sealed class EarlierDeliveries
{
    /// <summary>How much earlier than the last modification of a file its delivery may seem to be.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromHours(1);

    private readonly IObjectReader _reader;
    private readonly DeliveryRequest _request;
    private readonly DateTimeOffset _now;
    private readonly DeliveredNames _names;

    private EarlierDeliveries(IObjectReader reader, DeliveryRequest request, DateTimeOffset now) =>
        (_reader, _request, _now, _names) = (reader, request, now, new DeliveredNames(request));

    /// <summary>Lists what the store holds of the times that matter for the files.</summary>
    /// <exception cref="StoreException">The store could not answer.</exception>
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

    /// <summary>Where the content of a file lies, of those deliveries that count for it; <c>null</c> when it was not delivered.</summary>
    /// <exception cref="StoreException">The store could not answer.</exception>
    public async Task<ObjectLocation?> FindAsync(
        PendingFile file,
        Sha256Hash content,
        CancellationToken cancellationToken
    )
    {
        var (from, to) = TimesOf(file);
        foreach (var location in _names.Find(content, from, to))
        {
            if (await StoredCopy.IsOfAsync(_reader, location, content, cancellationToken).ConfigureAwait(false))
                return location;
        }
        return null;
    }

    /// <summary>The times of delivery that count for a file: any since its last modification, or the one that it is given.</summary>
    private (DateTimeOffset From, DateTimeOffset To) TimesOf(PendingFile file)
    {
        if (file.Time is { } time && _request.Time != DeliveryTime.Modified)
            return (time, time);
        var earliest = file.Source!.ModifiedAt < _now ? file.Source.ModifiedAt : _now;
        // nothing is named before 1970, and a clock ahead of ours may have named something
        return (
            earliest < DateTimeOffset.UnixEpoch + ClockTolerance ? DateTimeOffset.UnixEpoch : earliest - ClockTolerance,
            DateTimeOffset.MaxValue
        );
    }
}
