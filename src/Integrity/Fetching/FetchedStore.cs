using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Hints;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.Fetching;

/// <summary>
/// Reads a fetched directory (see <see cref="FetchingStore"/>), or a bundle of one, with its manifest. Objects that
/// could not be fetched still fail, and objects that were never requested do not count as deleted. The manifest is
/// untrusted: it can turn <em>deleted</em> into <em>could not check</em>, but nothing into <em>valid</em>. Safe for
/// concurrent use.
/// </summary>
public sealed class FetchedStore : IObjectReader, IPartialListing
{
    /// <summary>The file name of the manifest in a fetched directory.</summary>
    public const string ManifestName = FetchManifest.FileName;

    private readonly IObjectReader _copy;
    private readonly FetchRecord _record;

    private FetchedStore(IObjectReader copy, FetchRecord record) => (_copy, _record) = (copy, record);

    /// <summary>Opens a fetched directory. Returns <c>null</c> if it has no manifest.</summary>
    /// <exception cref="FetchException">
    /// The manifest cannot be read, is damaged, or is locked by a running fetch.
    /// </exception>
    public static FetchedStore? Find(string folder) =>
        FetchManifest.Find(folder) is { } record
            ? new FetchedStore(
                LocalDirectoryStore.OfBuckets(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
                record
            )
            : null;

    /// <summary>Opens a copy of a fetched directory, such as one in a bundle.</summary>
    /// <param name="copy">The store that reads the copy.</param>
    /// <param name="manifest">The manifest. It is read completely.</param>
    /// <param name="name">The name of the manifest in messages.</param>
    /// <exception cref="FetchException">The manifest is damaged.</exception>
    /// <exception cref="StoreException">The manifest cannot be read.</exception>
    public static FetchedStore Of(IObjectReader copy, Stream manifest, string name) =>
        new(copy, FetchManifest.Read(manifest, name));

    /// <summary>Returns the locations of a trail, as recorded by its fetches; empty if it was never fetched.</summary>
    public IReadOnlyList<TrailLocation> PlacesOf(Trail trail) =>
        [.. FetchesOf(trail).SelectMany(fetch => fetch.Places).Distinct()];

    /// <summary>Returns the most recent relocation recorded for a trail; <c>null</c> if there is none.</summary>
    public Relocation? RelocationOf(Trail trail) =>
        FetchesOf(trail).LastOrDefault(fetch => fetch.Relocation is not null)?.Relocation;

    /// <summary>The parameters of the last fetch; <c>null</c> if none is recorded.</summary>
    public FetchOrigin? LastFetch => _record.Fetches.Count > 0 ? _record.Fetches[^1] : null;

    private IEnumerable<FetchOrigin> FetchesOf(Trail trail) => _record.Fetches.Where(fetch => fetch.Trail == trail);

    /// <summary>
    /// Wraps a key ring. Fails for regions without keys if the fetch could not load them, because missing keys are then
    /// no evidence.
    /// </summary>
    public IKeySource Without(KeyRing keys) => new FetchedKeys(keys, _record);

    /// <inheritdoc/>
    public async ValueTask<StoredObject?> OpenAsync(
        ObjectLocation location,
        CancellationToken cancellationToken = default
    )
    {
        var status = _record.StatusOf(location);
        if (await _copy.OpenAsync(location, cancellationToken).ConfigureAwait(false) is { } stored)
        {
            if (status != FetchStatus.Unknown || !_record.WasInterrupted)
                return stored;
            await stored.DisposeAsync().ConfigureAwait(false);
            throw new StoreException(
                "the fetch was interrupted before it recorded this object",
                "run the fetch again to resume it"
            );
        }
        return status switch
        {
            FetchStatus.Taken or FetchStatus.Absent => null,
            FetchStatus.NotTaken => throw _record.WhyNotTaken(location)!,
            _ => throw NotFetched(),
        };
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListAsync(
        string bucket,
        string prefix,
        string? startAfter,
        CancellationToken cancellationToken = default
    ) =>
        MergeAsync(
            _copy.ListAsync(bucket, prefix, startAfter, cancellationToken),
            path => path,
            path => path,
            bucket,
            prefix,
            startAfter
        );

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedEntry> ListEntriesAsync(
        string bucket,
        string prefix,
        string? startAfter,
        CancellationToken cancellationToken = default
    ) =>
        MergeAsync(
            _copy.ListPartAsync(bucket, prefix, startAfter, cancellationToken),
            entry => entry.Path,
            path => new ListedEntry(path),
            bucket,
            prefix,
            startAfter
        );

    private async IAsyncEnumerable<T> MergeAsync<T>(
        IAsyncEnumerable<T> copied,
        Func<T, string> pathOf,
        Func<string, T> toListed,
        string bucket,
        string prefix,
        string? startAfter
    )
    {
        if (_record.WhyNotListed(bucket, prefix) is { } problem)
            throw problem;
        var listed = _record
            .ListedNotTaken(bucket, prefix)
            .SkipWhile(path => startAfter is not null && ObjectPathOrder.Instance.Compare(path, startAfter) <= 0)
            .ToList();
        var next = 0;
        await foreach (var entry in copied.ConfigureAwait(false))
        {
            for (; next < listed.Count && ObjectPathOrder.Instance.Compare(listed[next], pathOf(entry)) < 0; next++)
                yield return toListed(listed[next]);
            yield return entry;
        }
        for (; next < listed.Count; next++)
            yield return toListed(listed[next]);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListFoldersAsync(
        string bucket,
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var names = FoldersOnRecord(bucket, prefix);
        await foreach (var name in _copy.ListFoldersAsync(bucket, prefix, cancellationToken).ConfigureAwait(false))
            names.Add(name);
        foreach (var name in names.Order(StringComparer.Ordinal))
            yield return name;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListedEntry> ListFolderEntriesAsync(
        string bucket,
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var entries = FoldersOnRecord(bucket, prefix)
            .ToDictionary(name => name, name => new ListedEntry(name), StringComparer.Ordinal);
        await foreach (var entry in _copy.ListFolderPartAsync(bucket, prefix, cancellationToken).ConfigureAwait(false))
            entries[entry.Path] = entry;
        foreach (var (_, entry) in entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            yield return entry;
    }

    /// <summary>
    /// Returns the folders that existed when the copy was made, although nothing in them could be listed or downloaded.
    /// </summary>
    private HashSet<string> FoldersOnRecord(string bucket, string prefix)
    {
        if (_record.WhyNotListed(bucket, prefix) is { } problem)
            throw problem;
        var there = _record
            .NotListed(bucket)
            .Concat(_record.ListedNotTaken(bucket, prefix))
            .Where(at => at.StartsWith(prefix, StringComparison.Ordinal) && at.IndexOf('/', prefix.Length) > 0);
        return there.Select(at => at[prefix.Length..at.IndexOf('/', prefix.Length)]).ToHashSet(StringComparer.Ordinal);
    }

    internal static StoreException NotFetched() => new("it was not fetched", Hint.Of(HintCode.FetchWholeRange));

    private sealed class FetchedKeys(KeyRing keys, FetchRecord record) : IKeySource
    {
        public ValueTask<KeyRing> GetAsync(
            string region,
            DateTimeOffset from,
            DateTimeOffset until,
            CancellationToken cancellationToken = default
        ) =>
            record.WhyNoKeys(region) is { } problem && !keys.Entries.Any(entry => entry.IsFor(region))
                ? throw problem
                : ValueTask.FromResult(keys);
    }
}
