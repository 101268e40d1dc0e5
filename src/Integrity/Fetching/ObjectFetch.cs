using System.Collections.Concurrent;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Fetching;

/// <summary>
/// Downloads single objects into the directory unless they exist, and records the result in the manifest.
/// </summary>
internal sealed class ObjectFetch(
    IObjectReader source,
    FetchFolder folder,
    FetchManifest manifest,
    FetchSummary summary,
    FetchOrigin origin,
    TimeProvider clock
)
{
    /// <summary>Maximum size of an object. Verification does not read larger objects completely.</summary>
    private const long MaxBytes = 17L << 30;

    private readonly ConcurrentDictionary<(string Bucket, string Folder), Lazy<Task>> _compared = new();
    private readonly ConcurrentDictionary<ObjectLocation, bool> _failed = new();

    /// <summary>
    /// Returns whether to download the object: everything, except log files if only digests are wanted.
    /// </summary>
    public bool IsWanted(ObjectLocation location) =>
        origin.HasLogFiles || location.Path.Contains("/CloudTrail-Digest/", StringComparison.Ordinal);

    /// <summary>Returns whether this fetch has downloaded the object or compared the existing copy.</summary>
    public bool IsDone(ObjectLocation location) => manifest.Record.IsSeen(location);

    /// <summary>Downloads the object if it exists and the directory does not have it yet.</summary>
    /// <returns>
    /// The object if it is small and was just downloaded; <c>null</c> if it must be read from the directory.
    /// </returns>
    /// <exception cref="StoreException">The object cannot be downloaded, or is not wanted.</exception>
    /// <exception cref="FetchException">The directory cannot be written.</exception>
    public async Task<DownloadedObject?> DownloadAsync(ObjectLocation location, CancellationToken cancellationToken)
    {
        if (manifest.Record.StatusOf(location) == FetchStatus.Taken && folder.Has(location))
        {
            if (!manifest.Record.MarkSeen(location))
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
            manifest.Add(
                new NotTakenLine(clock.GetUtcNow(), location.Bucket, location.Path, e.Message, manifest.Word(e.Hint))
            );
            _failed.TryAdd(location, true);
            summary.Add(new FetchProblem(location, e.Message, IsChanged: false));
            throw;
        }
    }

    private async Task<DownloadedObject?> TakeAsync(ObjectLocation location, CancellationToken cancellationToken)
    {
        var stored = await source.OpenAsync(location, cancellationToken).ConfigureAwait(false);
        if (stored is null)
        {
            if (folder.Has(location))
                RecordChange(location, "it is no longer in the store");
            else if (manifest.Record.StatusOf(location) != FetchStatus.Absent)
                manifest.Add(new AbsentLine(clock.GetUtcNow(), location.Bucket, location.Path));
            return null;
        }
        await using var storedDisposal = stored.ConfigureAwait(false);
        if (stored.Stamp.Length > MaxBytes)
            throw new StoreException($"it is larger than {MaxBytes} bytes", "copy it with another tool");
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
        // An empty object that represents a folder. A directory stands for it.
        if (location.Path.EndsWith('/') && file.Length == 0)
            return null;
        var metadata = await stored.ReadMetadataAsync(cancellationToken).ConfigureAwait(false);
        var sidecar = FetchFolder.SidecarOf(location, metadata);
        if (folder.MoveIntoPlace(file, location, sidecar))
        {
            summary.AddTaken();
            manifest.Add(taken);
            return file.Content is { } content ? new DownloadedObject(content, sidecar) : null;
        }
        if (
            await DifferenceAsync(location, file.Hash, metadata, cancellationToken).ConfigureAwait(false) is
            { } difference
        )
        {
            if (!MayBeDamaged(location))
            {
                RecordChange(location, difference);
                return null;
            }
            var aside = folder.SetAside(location);
            manifest.Add(
                new ChangedLine(
                    clock.GetUtcNow(),
                    location.Bucket,
                    location.Path,
                    $"damaged by an interrupted fetch: {difference}; replaced, and kept as {aside}"
                )
            );
            if (!folder.MoveIntoPlace(file, location, sidecar))
                throw new StoreException("another file was created at its path while it was downloaded");
            summary.AddReplaced();
        }
        manifest.Add(taken);
        return null;
    }

    /// <summary>
    /// Returns whether the file may be damaged by a power failure: it has no line, because its flush was never
    /// confirmed.
    /// </summary>
    private bool MayBeDamaged(ObjectLocation location) =>
        manifest.Record.WasInterrupted && manifest.Record.StatusOf(location) == FetchStatus.Unknown;

    /// <summary>Reports a file that differs from what was fetched. The file is kept as it is.</summary>
    private async Task CompareCopyAsync(ObjectLocation location, CancellationToken cancellationToken)
    {
        var existing = await folder.Store.OpenAsync(location, cancellationToken).ConfigureAwait(false);
        if (existing is null)
            return;
        await using var existingDisposal = existing.ConfigureAwait(false);
        var hash = await StoredHash.OfAsync(existing.Content, cancellationToken).ConfigureAwait(false);
        if (!manifest.Record.HoldsContent(location, hash))
            RecordChange(
                location,
                $"the file now has SHA-256 {hash} and is not what was fetched; move it away to fetch it again"
            );
    }

    /// <summary>Describes how the copy differs from the store; <c>null</c> if it does not.</summary>
    private async Task<string?> DifferenceAsync(
        ObjectLocation location,
        Sha256Hash hash,
        IReadOnlyDictionary<string, string>? metadata,
        CancellationToken cancellationToken
    )
    {
        var existing = await folder.Store.OpenAsync(location, cancellationToken).ConfigureAwait(false);
        if (existing is null)
            return null;
        await using var existingDisposal = existing.ConfigureAwait(false);
        var existingHash = await StoredHash.OfAsync(existing.Content, cancellationToken).ConfigureAwait(false);
        if (existingHash != hash)
            return $"SHA-256 {existingHash} in the directory, {hash} in the store";
        return Text(await existing.ReadMetadataAsync(cancellationToken).ConfigureAwait(false)) == Text(metadata)
            ? null
            : "its metadata differs";
    }

    /// <summary>Missing and empty metadata are the same here: only digests get an empty sidecar.</summary>
    private static string Text(IReadOnlyDictionary<string, string>? metadata) =>
        System.Text.Encoding.UTF8.GetString(
            MetadataSidecar.Write(metadata ?? new Dictionary<string, string>(StringComparer.Ordinal))
        );

    /// <summary>
    /// Compares the stamps of all objects in the folder of an object fetched earlier, once per folder.
    /// </summary>
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
                RecordChange(new ObjectLocation(bucket, path), "it is no longer in the store");
        }
        catch (StoreException e)
        {
            summary.Add(
                new FetchProblem(
                    new ObjectLocation(bucket, prefix),
                    $"cannot compare objects fetched earlier with the store: {e.Message}",
                    IsChanged: false
                )
            );
        }
    }

    private void RecordChange(ObjectLocation location, string what)
    {
        manifest.Add(new ChangedLine(clock.GetUtcNow(), location.Bucket, location.Path, what));
        summary.Add(
            new FetchProblem(location, $"changed since it was fetched; the copy was kept: {what}", IsChanged: true)
        );
    }
}
