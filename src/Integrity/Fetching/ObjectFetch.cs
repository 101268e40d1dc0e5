using System.Collections.Concurrent;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Fetching;

/// <summary>Brings one object into the folder, unless it is there, and has the manifest tell what came of it.</summary>
internal sealed class ObjectFetch(
    IObjectReader source,
    FetchFolder folder,
    FetchManifest manifest,
    FetchSummary summary,
    FetchOrigin origin,
    TimeProvider clock
)
{
    /// <summary>What a verification would not read to its end need not fill a disk either.</summary>
    private const long MaxBytes = 17L << 30;

    private readonly ConcurrentDictionary<(string Bucket, string Folder), Lazy<Task>> _compared = new();
    private readonly ConcurrentDictionary<ObjectLocation, bool> _failed = new();

    /// <summary>Whether the object is one that is to be brought: all are, but for log files where digests alone are wanted.</summary>
    public bool IsWanted(ObjectLocation location) =>
        origin.HasLogFiles || location.Path.Contains("/CloudTrail-Digest/", StringComparison.Ordinal);

    /// <summary>Whether this fetch has put the object into the folder, or has compared what was there already.</summary>
    public bool IsDone(ObjectLocation location) => manifest.Record.IsMet(location);

    /// <summary>Sees to it that the folder has the object, if the store has it.</summary>
    /// <returns>The object, when it was put into the folder just now and is small; <c>null</c> when it is to be read there.</returns>
    /// <exception cref="StoreException">It could not be had, or is not wanted.</exception>
    /// <exception cref="FetchException">The folder cannot be written.</exception>
    public async Task<KeptObject?> KeepAsync(ObjectLocation location, CancellationToken cancellationToken)
    {
        if (manifest.Record.StatusOf(location) == FetchStatus.Taken && folder.Has(location))
        {
            if (!manifest.Record.MeetsFirst(location))
                return null;
            summary.AddThere();
            await CompareCopyAsync(location, cancellationToken).ConfigureAwait(false);
            await CompareFolderAsync(location, cancellationToken).ConfigureAwait(false);
            return null;
        }
        if (!IsWanted(location))
            throw FetchedStore.NotFetched();
        if (_failed.ContainsKey(location))
            throw manifest.Record.WhyNotTaken(location)!;
        try
        {
            return await TakeAsync(location, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            manifest.Add(new NotTakenLine(clock.GetUtcNow(), location.Bucket, location.Path, e.Message, e.Hint));
            _failed.TryAdd(location, true);
            summary.Add(new FetchProblem(location, e.Message, IsChanged: false));
            throw;
        }
    }

    private async Task<KeptObject?> TakeAsync(ObjectLocation location, CancellationToken cancellationToken)
    {
        var stored = await source.OpenAsync(location, cancellationToken).ConfigureAwait(false);
        if (stored is null)
        {
            if (folder.Has(location))
                NoteChange(location, "it is no longer in the store");
            else if (manifest.Record.StatusOf(location) != FetchStatus.Absent)
                manifest.Add(new AbsentLine(clock.GetUtcNow(), location.Bucket, location.Path));
            return null;
        }
        await using var storedDisposal = stored.ConfigureAwait(false);
        if (stored.Stamp.Length > MaxBytes)
            throw new StoreException($"it is larger than {MaxBytes} bytes", "copy it by other means");
        using var file = await folder.DownloadAsync(stored, summary.AddBytes, cancellationToken).ConfigureAwait(false);
        var taken = new TakenLine(
            clock.GetUtcNow(),
            location.Bucket,
            location.Path,
            file.Length,
            file.Hash.ToString(),
            stored.Stamp.EntityTag,
            stored.Stamp.VersionId,
            stored.Stamp.LastModified
        );
        // a folder in the guise of an empty object: a folder has it as a folder
        if (location.Path.EndsWith('/') && file.Length == 0)
            return null;
        var metadata = await stored.ReadMetadataAsync(cancellationToken).ConfigureAwait(false);
        var sidecar = FetchFolder.SidecarOf(location, metadata);
        if (folder.Place(file, location, sidecar))
        {
            summary.AddTaken();
            manifest.Add(taken);
            return file.Content is { } content ? new KeptObject(content, sidecar) : null;
        }
        if (
            await DifferenceAsync(location, file.Hash, metadata, cancellationToken).ConfigureAwait(false) is
            { } difference
        )
        {
            if (!IsRemnant(location))
            {
                NoteChange(location, difference);
                return null;
            }
            var aside = folder.SetAside(location);
            manifest.Add(
                new ChangedLine(
                    clock.GetUtcNow(),
                    location.Bucket,
                    location.Path,
                    $"an interrupted fetch had left it damaged: {difference}; replaced, and set aside as {aside}"
                )
            );
            if (!folder.Place(file, location, sidecar))
                throw new StoreException("something was put in its place while it was fetched");
            summary.AddReplaced();
        }
        manifest.Add(taken);
        return null;
    }

    /// <summary>Whether the file here can be what a power cut left of a fetch: its line would say that it was known to be on the disk.</summary>
    private bool IsRemnant(ObjectLocation location) =>
        manifest.Record.WasInterrupted && manifest.Record.StatusOf(location) == FetchStatus.Unknown;

    /// <summary>Notices that a file here is no longer what was fetched: who or whatever did that, it is left as it was.</summary>
    private async Task CompareCopyAsync(ObjectLocation location, CancellationToken cancellationToken)
    {
        var there = await folder.Store.OpenAsync(location, cancellationToken).ConfigureAwait(false);
        if (there is null)
            return;
        await using var thereDisposal = there.ConfigureAwait(false);
        var hash = await StoredHash.OfAsync(there.Content, cancellationToken).ConfigureAwait(false);
        if (!manifest.Record.HoldsContent(location, hash))
            NoteChange(
                location,
                $"the file in the folder, now with SHA-256 {hash}, is not what was fetched; move it away to fetch it again"
            );
    }

    /// <summary>How what lies in the folder differs from what is in the store; <c>null</c> when it does not.</summary>
    private async Task<string?> DifferenceAsync(
        ObjectLocation location,
        Sha256Hash hash,
        IReadOnlyDictionary<string, string>? metadata,
        CancellationToken cancellationToken
    )
    {
        var there = await folder.Store.OpenAsync(location, cancellationToken).ConfigureAwait(false);
        if (there is null)
            return null;
        await using var thereDisposal = there.ConfigureAwait(false);
        var hashThere = await StoredHash.OfAsync(there.Content, cancellationToken).ConfigureAwait(false);
        if (hashThere != hash)
            return $"SHA-256 {hashThere} in the folder, {hash} in the store";
        return Text(await there.ReadMetadataAsync(cancellationToken).ConfigureAwait(false)) == Text(metadata)
            ? null
            : "its metadata is another";
    }

    /// <summary>No metadata, and metadata that is empty, are the same here: only a digest has a sidecar for nothing.</summary>
    private static string Text(IReadOnlyDictionary<string, string>? metadata) =>
        System.Text.Encoding.UTF8.GetString(
            MetadataSidecar.Write(metadata ?? new Dictionary<string, string>(StringComparer.Ordinal))
        );

    /// <summary>Compares what the store says of the objects around one that was fetched earlier with what it said then, once for each folder.</summary>
    private Task CompareFolderAsync(ObjectLocation location, CancellationToken cancellationToken)
    {
        if (source is not IStampedListing stamps)
            return Task.CompletedTask;
        var at = (location.Bucket, location.Path[..(location.Path.LastIndexOf('/') + 1)]);
        return _compared
            .GetOrAdd(at, _ => new Lazy<Task>(() => CompareFolderAsync(stamps, at.Bucket, at.Item2, cancellationToken)))
            .Value;
    }

    private async Task CompareFolderAsync(
        IStampedListing stamps,
        string bucket,
        string prefix,
        CancellationToken cancellationToken
    )
    {
        var gone = new HashSet<string>(StringComparer.Ordinal);
        await foreach (
            var path in folder.Store.ListAsync(bucket, prefix, null, cancellationToken).ConfigureAwait(false)
        )
            gone.Add(path);
        try
        {
            await foreach (
                var (path, stamp) in stamps.ListStampsAsync(bucket, prefix, cancellationToken).ConfigureAwait(false)
            )
            {
                var location = new ObjectLocation(bucket, path);
                if (
                    gone.Remove(path)
                    && !manifest.Record.IsTakenAs(location, stamp)
                    && manifest.Record.StatusOf(location) == FetchStatus.Taken
                )
                    await TakeAsync(location, cancellationToken).ConfigureAwait(false);
            }
            foreach (var path in gone)
                NoteChange(new ObjectLocation(bucket, path), "it is no longer in the store");
        }
        catch (StoreException e)
        {
            summary.Add(
                new FetchProblem(
                    new ObjectLocation(bucket, prefix),
                    $"what was fetched earlier could not be compared with the store: {e.Message}",
                    IsChanged: false
                )
            );
        }
    }

    private void NoteChange(ObjectLocation location, string what)
    {
        manifest.Add(new ChangedLine(clock.GetUtcNow(), location.Bucket, location.Path, what));
        summary.Add(
            new FetchProblem(location, $"changed since it was fetched, and left as it was: {what}", IsChanged: true)
        );
    }
}
