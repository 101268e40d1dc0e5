using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Fetching;

/// <summary>What is known of an object that was asked for.</summary>
internal enum FetchStatus
{
    /// <summary>It was never asked for.</summary>
    Unknown = 0,

    /// <summary>It was put into the folder.</summary>
    Taken,

    /// <summary>There was none.</summary>
    Absent,

    /// <summary>It could not be had.</summary>
    NotTaken,
}

/// <summary>
/// What the lines of a manifest add up to. Objects are kept as hashes, since years of log files are many. Safe for use by several threads at once.
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

    /// <summary>Whether an earlier fetch did not come to its end: a file of which no line tells can be what a power cut left of it.</summary>
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

    /// <summary>Whether the object was taken, and the store said of it what it says now.</summary>
    public bool IsTakenAs(ObjectLocation location, ObjectStamp stamp)
    {
        lock (_lock)
            return _objects.TryGetValue(NameOf(location), out var known)
                && (known.Status, known.Stamp) == (FetchStatus.Taken, HashOf(stamp));
    }

    /// <summary>Whether the object was taken with this content.</summary>
    public bool HoldsContent(ObjectLocation location, Sha256Hash hash)
    {
        lock (_lock)
            return _objects.TryGetValue(NameOf(location), out var known)
                && (known.Status, known.Content) == (FetchStatus.Taken, NameHash.Of(hash.ToString()));
    }

    /// <summary>Whether this is the first time in this run that the object, which was taken in an earlier one, is met.</summary>
    public bool MeetsFirst(ObjectLocation location)
    {
        var name = NameOf(location);
        lock (_lock)
        {
            if (!_objects.TryGetValue(name, out var known) || known.IsMet)
                return false;
            _objects[name] = known with { IsMet = true };
            return true;
        }
    }

    /// <summary>Whether the object was taken in this run, or in an earlier one and met in this.</summary>
    public bool IsMet(ObjectLocation location)
    {
        lock (_lock)
            return _objects.TryGetValue(NameOf(location), out var known)
                && known is { Status: FetchStatus.Taken, IsMet: true };
    }

    /// <summary>Why the object could not be had; <c>null</c> when it could, or was not asked for.</summary>
    public StoreException? WhyNotTaken(ObjectLocation location)
    {
        lock (_lock)
            return _notTaken.GetValueOrDefault(location).Problem;
    }

    /// <summary>The keys of a bucket that were seen in a listing and could not be had, in the order of a listing.</summary>
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

    /// <summary>Why a prefix could not be listed; <c>null</c> when it could.</summary>
    public StoreException? WhyNotListed(string bucket, string prefix)
    {
        lock (_lock)
            return _notListed.GetValueOrDefault((bucket, prefix));
    }

    /// <summary>The prefixes of a bucket that could not be listed.</summary>
    public IReadOnlyList<string> NotListed(string bucket)
    {
        lock (_lock)
            return [.. _notListed.Keys.Where(at => at.Bucket == bucket).Select(at => at.Prefix)];
    }

    /// <summary>Why the keys of a region could not be had; <c>null</c> when they could.</summary>
    public StoreException? WhyNoKeys(string region)
    {
        lock (_lock)
            return _noKeys.GetValueOrDefault(region);
    }

    /// <summary>What the fetches were asked for, in order; those of no trail are left out.</summary>
    public IReadOnlyList<FetchOrigin> Fetches
    {
        get
        {
            lock (_lock)
                return [.. _fetches];
        }
    }

    /// <summary>Adds a line that an earlier run wrote.</summary>
    public void Add(ManifestLine line) => Add(line, isMet: false);

    /// <summary>Adds a line of this run.</summary>
    public void AddNew(ManifestLine line) => Add(line, isMet: true);

    private void Add(ManifestLine line, bool isMet)
    {
        lock (_lock)
            AddLocked(line, isMet);
    }

    private void AddLocked(ManifestLine line, bool isMet)
    {
        switch (line)
        {
            case FetchLine fetch:
                _wasInterrupted |= _isOpen;
                _isOpen = !isMet;
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
                        isMet
                    )
                );
                break;
            case AbsentLine absent:
                Set(absent.Bucket, absent.Path, new Known(FetchStatus.Absent, default, default, isMet));
                break;
            case NotTakenLine notTaken:
                Set(notTaken.Bucket, notTaken.Path, new Known(FetchStatus.NotTaken, default, default, isMet));
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

    /// <summary>The version is left out: listings do not tell it, and who writes an object again changes the rest too.</summary>
    private static NameHash HashOf(ObjectStamp stamp) =>
        NameHash.Of($"{stamp.Length}\n{stamp.EntityTag}\n{stamp.LastModified?.UtcTicks}");

    /// <summary>What is known of an object, and whether it was met in this run.</summary>
    private readonly record struct Known(FetchStatus Status, NameHash Stamp, NameHash Content, bool IsMet);
}
