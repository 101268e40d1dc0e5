using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Tests.Support;

/// <summary>
/// An in-memory store that lists in the order of UTF-8 bytes, as S3 does. Tests tamper with it and make it fail; the
/// code under test sees only its interfaces.
/// </summary>
internal sealed class MemoryStore : IObjectReader, IObjectWriter, IStampedListing
{
    private readonly SortedDictionary<ObjectLocation, Content> _objects = new(ListingOrder.Instance);
    private readonly Dictionary<ObjectLocation, string> _failures = [];
    private readonly Dictionary<ObjectLocation, int> _cuts = [];
    private readonly List<string> _failingPrefixes = [];

    public IEnumerable<ObjectLocation> Locations => [.. _objects.Keys];

    /// <summary>Number of bytes read from bodies, which limits what a decompression bomb may cost.</summary>
    public long BytesRead { get; private set; }

    public byte[] this[ObjectLocation location] => _objects[location].Bytes;

    public IReadOnlyDictionary<string, string>? MetadataOf(ObjectLocation location) => _objects[location].Metadata;

    public bool Contains(ObjectLocation location) => _objects.ContainsKey(location);

    public void Put(ObjectLocation location, byte[] content, IReadOnlyDictionary<string, string>? metadata = null) =>
        _objects[location] = new Content(content, metadata);

    /// <summary>Changes the stored bytes and keeps the metadata.</summary>
    public void Edit(ObjectLocation location, Func<byte[], byte[]> change) =>
        _objects[location] = _objects[location] with { Bytes = change(this[location]) };

    /// <summary>Changes the decompressed content and compresses it again.</summary>
    public void EditInflated(ObjectLocation location, Func<byte[], byte[]> change) =>
        Edit(location, bytes => GzipBytes.Compress(change(GzipBytes.Inflate(bytes))));

    /// <summary>Replaces the metadata. <c>null</c> makes a copy without metadata.</summary>
    public void EditMetadata(
        ObjectLocation location,
        Func<Dictionary<string, string>, Dictionary<string, string>?> change
    ) =>
        _objects[location] = _objects[location] with
        {
            Metadata = change(new Dictionary<string, string>(MetadataOf(location)!, StringComparer.Ordinal)),
        };

    /// <summary>Copies the content and its metadata to another location, as S3 does.</summary>
    public void Copy(ObjectLocation from, ObjectLocation to) => _objects[to] = _objects[from];

    public void Delete(params IEnumerable<ObjectLocation> locations)
    {
        foreach (var location in locations.ToList())
            _objects.Remove(location).Should().BeTrue("an attack needs an existing object");
    }

    /// <summary>Makes opening fail, as if access were denied or throttled. Listings still show the object.</summary>
    public void FailOn(ObjectLocation location, string problem) => _failures[location] = problem;

    /// <summary>Breaks the connection after this many bytes of the body.</summary>
    public void CutBody(ObjectLocation location, int after) => _cuts[location] = after;

    /// <summary>Makes every listing at or below this prefix fail.</summary>
    public void FailListing(string prefix) => _failingPrefixes.Add(prefix);

    public MemoryStore Clone()
    {
        var clone = new MemoryStore();
        foreach (var (location, content) in _objects)
            clone._objects.Add(location, content);
        return clone;
    }

    public ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken = default)
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
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        if (_failingPrefixes.Exists(failing => prefix.StartsWith(failing, StringComparison.Ordinal)))
            throw new StoreException("503 Slow Down");
        List<ObjectLocation> locations;
        // The builder lists the next hour while it writes.
        lock (_objects)
            locations = [.. _objects.Keys];
        foreach (var (at, path) in locations)
        {
            if (at != bucket || !path.StartsWith(prefix, StringComparison.Ordinal))
                continue;
            if (startAfter is null || ListingOrder.Compare(path, startAfter) > 0)
                yield return path;
        }
        await ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<KeyValuePair<string, ObjectStamp>> ListStampsAsync(
        string bucket,
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (var path in ListAsync(bucket, prefix, null, cancellationToken))
            yield return KeyValuePair.Create(path, _objects[new ObjectLocation(bucket, path)].Stamp);
    }

    public async IAsyncEnumerable<string> ListFoldersAsync(
        string bucket,
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        string? last = null;
        await foreach (var path in ListAsync(bucket, prefix, null, cancellationToken))
        {
            var slash = path.IndexOf('/', prefix.Length);
            if (slash < 0 || path[prefix.Length..slash] == last)
                continue;
            yield return last = path[prefix.Length..slash];
        }
    }

    public ValueTask<bool> WriteOnceAsync(
        ObjectLocation location,
        ReadOnlyMemory<byte> content,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken = default
    )
    {
        lock (_objects)
            return ValueTask.FromResult(_objects.TryAdd(location, new Content(content.ToArray(), metadata)));
    }

    private sealed record Content(byte[] Bytes, IReadOnlyDictionary<string, string>? Metadata)
    {
        /// <summary>As in S3, the entity tag depends on the content and the time changes with each write.</summary>
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
            CancellationToken cancellationToken = default
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

    /// <summary>
    /// Orders by UTF-8 bytes. This equals the order of UTF-16 units, except that surrogates come last.
    /// </summary>
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
