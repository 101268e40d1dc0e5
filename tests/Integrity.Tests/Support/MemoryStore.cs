using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Tests.Support;

/// <summary>
/// A store in memory that lists as S3 does, in the order of UTF-8 bytes, and can be told to fail.
/// Tampering is done through it; the code under test only gets its two interfaces.
/// </summary>
internal sealed class MemoryStore : IObjectReader, IObjectWriter, IStampedListing
{
    private readonly SortedDictionary<ObjectLocation, Content> _objects = new(ListingOrder.Instance);
    private readonly Dictionary<ObjectLocation, string> _failures = [];
    private readonly Dictionary<ObjectLocation, int> _cuts = [];
    private readonly List<string> _failingPrefixes = [];

    public IEnumerable<ObjectLocation> Locations => [.. _objects.Keys];

    /// <summary>How many bytes were read out of bodies: what a bomb may cost.</summary>
    public long BytesRead { get; private set; }

    public byte[] this[ObjectLocation location] => _objects[location].Bytes;

    public IReadOnlyDictionary<string, string>? MetadataOf(ObjectLocation location) => _objects[location].Metadata;

    public bool Contains(ObjectLocation location) => _objects.ContainsKey(location);

    public void Put(ObjectLocation location, byte[] content, IReadOnlyDictionary<string, string>? metadata = null) =>
        _objects[location] = new Content(content, metadata);

    /// <summary>Changes the stored bytes and leaves the metadata alone.</summary>
    public void Edit(ObjectLocation location, Func<byte[], byte[]> change) =>
        _objects[location] = _objects[location] with { Bytes = change(this[location]) };

    /// <summary>Changes what is in the gzip member, and compresses it again.</summary>
    public void EditInflated(ObjectLocation location, Func<byte[], byte[]> change) =>
        Edit(location, bytes => GzipBytes.Compress(change(GzipBytes.Inflate(bytes))));

    /// <summary>Replaces the metadata; <c>null</c> for a copy without it.</summary>
    public void EditMetadata(
        ObjectLocation location,
        Func<Dictionary<string, string>, Dictionary<string, string>?> change
    ) =>
        _objects[location] = _objects[location] with
        {
            Metadata = change(new Dictionary<string, string>(MetadataOf(location)!, StringComparer.Ordinal)),
        };

    /// <summary>What S3 does: the content and its metadata, under another name.</summary>
    public void Copy(ObjectLocation from, ObjectLocation to) => _objects[to] = _objects[from];

    public void Delete(params IEnumerable<ObjectLocation> locations)
    {
        foreach (var location in locations.ToList())
            _objects.Remove(location).Should().BeTrue("an attack on an object that is not there is no attack");
    }

    /// <summary>Access denied, or throttled: the object can be listed but not opened.</summary>
    public void FailOn(ObjectLocation location, string problem) => _failures[location] = problem;

    /// <summary>The connection breaks after so many bytes of the body.</summary>
    public void CutBody(ObjectLocation location, int after) => _cuts[location] = after;

    /// <summary>No listing at or below this prefix.</summary>
    public void FailListing(string prefix) => _failingPrefixes.Add(prefix);

    public MemoryStore Clone()
    {
        var clone = new MemoryStore();
        foreach (var (location, content) in _objects)
            clone._objects.Add(location, content);
        return clone;
    }

    public ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken)
    {
        if (_failures.TryGetValue(location, out var problem))
            throw new StoreException(problem);
        lock (_objects)
        {
            if (!_objects.TryGetValue(location, out var content))
                return ValueTask.FromResult<StoredObject?>(null);
            return ValueTask.FromResult<StoredObject?>(
                new MemoryObject(this, content, _cuts.GetValueOrDefault(location, int.MaxValue))
            );
        }
    }

    public async IAsyncEnumerable<string> ListAsync(
        string bucket,
        string prefix,
        string? startAfter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (_failingPrefixes.Exists(failing => prefix.StartsWith(failing, StringComparison.Ordinal)))
            throw new StoreException("503 Slow Down");
        List<ObjectLocation> locations;
        // the builder lists the next hour while it writes
        lock (_objects)
            locations = [.. _objects.Keys];
        foreach (var (at, key) in locations)
        {
            if (at != bucket || !key.StartsWith(prefix, StringComparison.Ordinal))
                continue;
            if (startAfter is null || ListingOrder.Compare(key, startAfter) > 0)
                yield return key;
        }
        await ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<KeyValuePair<string, ObjectStamp>> ListStampsAsync(
        string bucket,
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var key in ListAsync(bucket, prefix, null, cancellationToken))
            yield return KeyValuePair.Create(key, _objects[new ObjectLocation(bucket, key)].Stamp);
    }

    public async IAsyncEnumerable<string> ListFoldersAsync(
        string bucket,
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string? last = null;
        await foreach (var key in ListAsync(bucket, prefix, null, cancellationToken))
        {
            var slash = key.IndexOf('/', prefix.Length);
            if (slash < 0 || key[prefix.Length..slash] == last)
                continue;
            yield return last = key[prefix.Length..slash];
        }
    }

    public ValueTask<bool> WriteOnceAsync(
        ObjectLocation location,
        ReadOnlyMemory<byte> content,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken
    )
    {
        lock (_objects)
            return ValueTask.FromResult(_objects.TryAdd(location, new Content(content.ToArray(), metadata)));
    }

    private sealed record Content(byte[] Bytes, IReadOnlyDictionary<string, string>? Metadata)
    {
        /// <summary>As S3 makes it: the entity tag is of the content, the time is that of writing, which no rewriting can leave as it was.</summary>
        public ObjectStamp Stamp =>
            new(
                Bytes.Length,
                $"\"{Sha256Hash.Of(Bytes)}\"",
                null,
                DateTimeOffset.UnixEpoch.AddSeconds(Metadata is null ? 0 : string.Concat(Metadata.Values).Length)
            );
    }

    private sealed class MemoryObject(MemoryStore store, Content content, int cutAfter) : StoredObject
    {
        public override Stream Content { get; } = new BreakableStream(store, content.Bytes, cutAfter);

        public override ObjectStamp Stamp => content.Stamp;

        public override ValueTask<IReadOnlyDictionary<string, string>?> ReadMetadataAsync(
            CancellationToken cancellationToken
        ) => ValueTask.FromResult(content.Metadata);
    }

    private sealed class BreakableStream(MemoryStore store, byte[] bytes, int cutAfter)
        : MemoryStream(bytes, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position >= cutAfter)
                throw new StoreException("the connection was cut");
            var read = Read(buffer.Span[..(int)Math.Min(buffer.Length, cutAfter - Position)]);
            lock (store._objects)
                store.BytesRead += read;
            return ValueTask.FromResult(read);
        }
    }

    /// <summary>The order of UTF-8 bytes. It is that of UTF-16 units, except that surrogates come behind everything else.</summary>
    private sealed class ListingOrder : IComparer<ObjectLocation>
    {
        public static readonly ListingOrder Instance = new();

        public int Compare(ObjectLocation? x, ObjectLocation? y) =>
            Compare(x!.Bucket, y!.Bucket) is var buckets and not 0 ? buckets : Compare(x.Path, y.Path);

        public static int Compare(string a, string b)
        {
            var same = a.AsSpan().CommonPrefixLength(b);
            return same == a.Length || same == b.Length
                ? a.Length.CompareTo(b.Length)
                : Weight(a[same]).CompareTo(Weight(b[same]));
        }

        private static int Weight(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
    }
}
