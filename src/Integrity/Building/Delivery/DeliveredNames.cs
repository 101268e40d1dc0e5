using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Building.Delivery;

/// <summary>The names under which log files lie in the store, as far as they tell their content: 16 bytes of memory each.</summary>
internal sealed class DeliveredNames(DeliveryRequest request)
{
    /// <summary>How many names of one content are looked at. More than a few there are only when someone makes them up.</summary>
    private const int MaxCandidates = 16;

    private static readonly IComparer<Name> InOrderOfContent = Comparer<Name>.Create(
        (a, b) => (a.Content, a.Minute, a.Order).CompareTo((b.Content, b.Minute, b.Order))
    );

    private readonly List<Name> _names = [];

    /// <summary>Lists the names of a time.</summary>
    /// <exception cref="StoreException">The store could not answer.</exception>
    public async Task ListAsync(
        IObjectReader reader,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken = default
    )
    {
        var folder = LogFilePath.FolderOf(
            request.Place.Prefix,
            request.OrganizationId,
            request.AccountId,
            request.Region
        );
        var start = LogFilePath.HourPrefix(
            request.Place.Prefix,
            request.OrganizationId,
            request.AccountId,
            request.Region,
            from
        );
        await foreach (
            var path in reader.ListAsync(request.Place.Bucket, folder, start, cancellationToken).ConfigureAwait(false)
        )
        {
            if (!LogFilePath.TryParse(path, out var logFile) || !UniquePart.TryParse(logFile.Unique, out var unique))
                continue;
            if (logFile.DeliveredAt > to)
                break;
            var name = new Name(unique.Content, Minutes(logFile.DeliveredAt), unique.Order);
            // only what can be written back from so little is a name of ours
            if (ToPath(name).ToString() == path)
                _names.Add(name);
        }
        _names.Sort(InOrderOfContent);
    }

    /// <summary>Where a content seems to have been delivered to within a time, oldest first.</summary>
    public IEnumerable<ObjectLocation> Find(Sha256Hash hash, DateTimeOffset from, DateTimeOffset to)
    {
        var content = UniquePart.ContentOf(hash);
        var index = _names.BinarySearch(new Name(content, Minutes(from), 0), InOrderOfContent);
        var first = index < 0 ? ~index : index;
        var end = Math.Min(_names.Count, first + MaxCandidates);
        for (var i = first; i < end && _names[i].Content == content && _names[i].Minute <= Minutes(to); i++)
            yield return new ObjectLocation(request.Place.Bucket, ToPath(_names[i]).ToString());
    }

    /// <summary>Since 1970: to the end of the calendar there are fewer than 2^32.</summary>
    private static uint Minutes(DateTimeOffset time) =>
        (uint)((time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMinute);

    private LogFilePath ToPath(Name name) =>
        request.PathOf(DateTimeOffset.UnixEpoch.AddMinutes(name.Minute), new UniquePart(name.Order, name.Content));

    private readonly record struct Name(ulong Content, uint Minute, uint Order);
}
