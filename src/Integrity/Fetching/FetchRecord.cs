using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Fetching;

/// <summary>The recorded state of an object.</summary>
internal enum FetchStatus
{
    /// <summary>The object was never requested.</summary>
    Unknown = 0,

    /// <summary>The object was downloaded.</summary>
    Taken,

    /// <summary>The object did not exist.</summary>
    Absent,

    /// <summary>The object could not be downloaded.</summary>
    NotTaken,
}

/// <summary>
/// The state recorded by the lines of a manifest. Objects are stored as hashes, because years of log files are many.
/// Thread-safe.
/// </summary>
internal sealed class FetchRecord
{
    private readonly Lock _lock = new();
    private readonly Dictionary<NameHash, Known> _objects = [];
    private readonly Dictionary<ObjectLocation, (StoreException Problem, bool IsListed)> _notTaken = [];
    private readonly Dictionary<(string Bucket, string Prefix), StoreException> _notListed = [];
    private readonly Dictionary<string, StoreException> _noKeys = new(StringComparer.Ordinal);
    private readonly List<FetchOrigin> _fetches = [];
    private bool _isOpen;
    private bool _wasInterrupted;

    /// <summary>
    /// Whether an earlier fetch was interrupted. A file without a line may then be damaged by a power failure.
    /// </summary>
    public bool WasInterrupted
    {
        get
        {
            lock (_lock)
                return _wasInterrupted || _isOpen;
        }
    }

    public FetchStatus StatusOf(ObjectLocation location)
    {
        lock (_lock)
            return _objects.GetValueOrDefault(NameOf(location)).Status;
    }

    /// <summary>Returns whether the object was downloaded with this stamp.</summary>
    public bool IsTakenAs(ObjectLocation location, ObjectStamp stamp)
    {
        lock (_lock)
            return _objects.TryGetValue(NameOf(location), out var known)
                && (known.Status, known.Stamp) == (FetchStatus.Taken, HashOf(stamp));
    }

    /// <summary>Returns whether the object was downloaded with this content.</summary>
    public bool HoldsContent(ObjectLocation location, Sha256Hash hash)
    {
        lock (_lock)
            return _objects.TryGetValue(NameOf(location), out var known)
                && (known.Status, known.Content) == (FetchStatus.Taken, NameHash.Of(hash.ToString()));
    }

    /// <summary>
    /// Marks an object of an earlier run as seen in this one. Returns <c>false</c> if it was seen before or is unknown.
    /// </summary>
    public bool MarkSeen(ObjectLocation location)
    {
        var name = NameOf(location);
        lock (_lock)
        {
            if (!_objects.TryGetValue(name, out var known) || known.IsSeen)
                return false;
            _objects[name] = known with { IsSeen = true };
            return true;
        }
    }

    /// <summary>
    /// Returns whether the object was downloaded in this run, or in an earlier one and seen in this one.
    /// </summary>
    public bool IsSeen(ObjectLocation location)
    {
        lock (_lock)
            return _objects.TryGetValue(NameOf(location), out var known)
                && known is { Status: FetchStatus.Taken, IsSeen: true };
    }

    /// <summary>Returns why the object could not be downloaded; <c>null</c> if it could or was not requested.</summary>
    public StoreException? WhyNotTaken(ObjectLocation location)
    {
        lock (_lock)
            return _notTaken.GetValueOrDefault(location).Problem;
    }

    /// <summary>Returns the objects that were listed but could not be downloaded, in the order of a listing.</summary>
    public IReadOnlyList<string> ListedNotTaken(string bucket, string prefix)
    {
        lock (_lock)
        {
            if (_notTaken.Count == 0)
                return [];
            return
            [
                .. _notTaken
                    .Where(entry =>
                        entry.Value.IsListed
                        && entry.Key.Bucket == bucket
                        && entry.Key.Path.StartsWith(prefix, StringComparison.Ordinal)
                    )
                    .Select(entry => entry.Key.Path)
                    .Order(ObjectPathOrder.Instance),
            ];
        }
    }

    /// <summary>Returns why a prefix could not be listed; <c>null</c> if it could.</summary>
    public StoreException? WhyNotListed(string bucket, string prefix)
    {
        lock (_lock)
            return _notListed.GetValueOrDefault((bucket, prefix));
    }

    /// <summary>Returns the prefixes of a bucket that could not be listed.</summary>
    public IReadOnlyList<string> NotListed(string bucket)
    {
        lock (_lock)
            return [.. _notListed.Keys.Where(at => at.Bucket == bucket).Select(at => at.Prefix)];
    }

    /// <summary>Returns why the keys of a region could not be loaded; <c>null</c> if they could.</summary>
    public StoreException? WhyNoKeys(string region)
    {
        lock (_lock)
            return _noKeys.GetValueOrDefault(region);
    }

    /// <summary>The recorded fetches, in order. Those without a valid trail are omitted.</summary>
    public IReadOnlyList<FetchOrigin> Fetches
    {
        get
        {
            lock (_lock)
                return [.. _fetches];
        }
    }

    /// <summary>Adds a line of an earlier run.</summary>
    public void Add(ManifestLine line) => Add(line, isSeen: false);

    /// <summary>Adds a line of this run.</summary>
    public void AddNew(ManifestLine line) => Add(line, isSeen: true);

    private void Add(ManifestLine line, bool isSeen)
    {
        lock (_lock)
            AddLocked(line, isSeen);
    }

    private void AddLocked(ManifestLine line, bool isSeen)
    {
        switch (line)
        {
            case FetchLine fetch:
                _wasInterrupted |= _isOpen;
                _isOpen = !isSeen;
                if (fetch.ToOrigin() is { } origin)
                    _fetches.Add(origin);
                break;
            case EndLine:
                _isOpen = false;
                break;
            case TakenLine taken:
                Set(
                    taken.Bucket,
                    taken.Path,
                    new Known(
                        FetchStatus.Taken,
                        HashOf(new ObjectStamp(taken.Size, taken.ETag, null, taken.LastModified)),
                        NameHash.Of(taken.Sha256),
                        isSeen
                    )
                );
                break;
            case AbsentLine absent:
                Set(absent.Bucket, absent.Path, new Known(FetchStatus.Absent, default, default, isSeen));
                break;
            case NotTakenLine notTaken:
                Set(notTaken.Bucket, notTaken.Path, new Known(FetchStatus.NotTaken, default, default, isSeen));
                _notTaken[new ObjectLocation(notTaken.Bucket, notTaken.Path)] = (
                    new StoreException(notTaken.Reason, notTaken.Hint),
                    notTaken.IsListed
                );
                break;
            case NotListedLine notListed:
                _notListed[(notListed.Bucket, notListed.Prefix)] = new StoreException(notListed.Reason, notListed.Hint);
                break;
            case ListedLine listed:
                _notListed.Remove((listed.Bucket, listed.Prefix));
                break;
            case KeysNotTakenLine noKeys:
                _noKeys[noKeys.Region] = new StoreException(noKeys.Reason, noKeys.Hint);
                break;
            case KeyLine { Region: { } region }:
                _noKeys.Remove(region);
                break;
        }
    }

    private void Set(string bucket, string path, Known known)
    {
        _objects[NameHash.Of(bucket, path)] = known;
        _notTaken.Remove(new ObjectLocation(bucket, path));
    }

    private static NameHash NameOf(ObjectLocation location) => NameHash.Of(location.Bucket, location.Path);

    /// <summary>Ignores the version: listings do not contain it, and a rewrite changes the other members too.</summary>
    private static NameHash HashOf(ObjectStamp stamp) =>
        NameHash.Of($"{stamp.Length}\n{stamp.EntityTag}\n{stamp.LastModified?.UtcTicks}");

    /// <summary>The recorded state of an object, and whether it was seen in this run.</summary>
    private readonly record struct Known(FetchStatus Status, NameHash Stamp, NameHash Content, bool IsSeen);
}
