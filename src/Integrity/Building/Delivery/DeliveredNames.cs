using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Building.Delivery;

/// <summary>The names of delivered log files that identify their content, in 16 bytes of memory each.</summary>
internal sealed class DeliveredNames(DeliveryRequest request)
{
    /// <summary>
    /// Maximum number of names to check for one content. There are more only if someone forges names.
    /// </summary>
    private const int MaxCandidates = 16;

    private static readonly IComparer<Name> InOrderOfContent = Comparer<Name>.Create(
        (a, b) => (a.Content, a.Minute, a.Order).CompareTo((b.Content, b.Minute, b.Order))
    );

    private readonly List<Name> _names = [];

    /// <summary>Lists the names in a range of time.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task ListAsync(
        IObjectReader reader,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken = default
    )
    {
        var folder = LogFilePath.FolderOf(
            request.Location.Prefix,
            request.OrganizationId,
            request.AccountId,
            request.Region
        );
        var start = LogFilePath.HourPrefix(
            request.Location.Prefix,
            request.OrganizationId,
            request.AccountId,
            request.Region,
            from
        );
        await foreach (
            var path in reader
                .ListAsync(request.Location.Bucket, folder, start, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            if (!LogFilePath.TryParse(path, out var logFile) || !UniquePart.TryParse(logFile.Unique, out var unique))
                continue;
            if (logFile.DeliveredAt > to)
                break;
            var name = new Name(unique.Content, Minutes(logFile.DeliveredAt), unique.Order);
            // Only names that can be restored from this little data are ours.
            if (ToPath(name).ToString() == path)
                _names.Add(name);
        }
        _names.Sort(InOrderOfContent);
    }

    /// <summary>Returns the locations in a range of time whose name matches a content, oldest first.</summary>
    public IEnumerable<ObjectLocation> Find(Sha256Hash hash, DateTimeOffset from, DateTimeOffset to)
    {
        var content = UniquePart.ContentOf(hash);
        var index = _names.BinarySearch(new Name(content, Minutes(from), 0), InOrderOfContent);
        var first = index < 0 ? ~index : index;
        var end = Math.Min(_names.Count, first + MaxCandidates);
        for (var i = first; i < end && _names[i].Content == content && _names[i].Minute <= Minutes(to); i++)
            yield return new ObjectLocation(request.Location.Bucket, ToPath(_names[i]).ToString());
    }

    /// <summary>Returns the minutes since 1970. They fit into 32 bits until the end of the calendar.</summary>
    private static uint Minutes(DateTimeOffset time) =>
        (uint)((time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMinute);

    private LogFilePath ToPath(Name name) =>
        request.PathOf(DateTimeOffset.UnixEpoch.AddMinutes(name.Minute), new UniquePart(name.Order, name.Content));

    private readonly record struct Name(ulong Content, uint Minute, uint Order);
}
