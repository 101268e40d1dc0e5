using System.Diagnostics.CodeAnalysis;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>An object in a digest folder whose name is not that of a digest.</summary>
/// <param name="Location">The object.</param>
/// <param name="More">The number of further such objects that are not named; nonzero only on the last one.</param>
internal sealed record UnexpectedObject(ObjectLocation Location, long More);

/// <summary>A folder or link that could not be listed.</summary>
internal sealed record UnreadableFolder(ObjectLocation Location, StoreException Problem);

/// <summary>
/// The folders (bucket and region folder) that contain digests of one chain, and what their listings show. Knows the
/// folders that were given, that of the checkpoint, and every folder that a verified link names: a trail whose bucket
/// changed has several. Unverified digests add no folder.
/// </summary>
/// <remarks>The walk adds folders. Everything else must only be read between its steps.</remarks>
internal sealed class DigestFolders
{
    /// <summary>More folders than any trail has had. Only a holder of a signing key can name more.</summary>
    private const int MaxFolders = 100;

    /// <summary>Maximum number of unexpected objects to name. Further ones are counted.</summary>
    private const int MaxNamed = 1_000;

    private readonly IObjectReader _reader;
    private readonly ChainId _chain;
    private readonly List<ObjectLocation> _folders;
    private readonly List<ObjectLocation> _unexpected = [];
    private readonly List<UnreadableFolder> _unlisted = [];
    private readonly List<UnreadableFolder> _unreadable = [];
    private readonly DateTimeOffset _from;
    private readonly DateTimeOffset _until;
    private readonly DateTimeOffset _mainUntil;
    private long _furtherUnexpected;

    /// <param name="reader">The store.</param>
    /// <param name="chain">The chain, with its known folders.</param>
    /// <param name="range">The range in which digests are listed.</param>
    /// <param name="checkpoint">
    /// The checkpoint's digest. Adds its folder, and extends the listing of the main chain to its end.
    /// </param>
    /// <param name="maxDigests">Maximum number of listed digests to keep for each of the two chains.</param>
    public DigestFolders(
        IObjectReader reader,
        DiscoveredChain chain,
        ChainRange range,
        PreviousDigest? checkpoint,
        int maxDigests
    )
    {
        (_reader, _chain, _folders) = (reader, chain.Chain, [.. chain.Folders]);
        (_from, _until, _mainUntil) = (range.Start, range.LatestDigestEnd, range.LatestDigestEnd);
        (Main, Backfill) = (new DigestListing(maxDigests), new DigestListing(maxDigests));
        if (checkpoint is null || !DigestPath.TryParse(checkpoint.Location.Path, out var path))
            return;
        if (path.End > _mainUntil)
            _mainUntil = path.End;
        if (!_folders.Contains(FolderOf(checkpoint.Location, path)))
            _folders.Add(FolderOf(checkpoint.Location, path));
    }

    /// <summary>The listed digests of the main chain.</summary>
    public DigestListing Main { get; }

    /// <summary>The listed digests of the backfill chain.</summary>
    public DigestListing Backfill { get; }

    /// <summary>All known folders, in the order in which they became known.</summary>
    public IReadOnlyList<ObjectLocation> All => _folders;

    /// <summary>
    /// Whether a folder, or a part of one, could not be listed. It may contain any digest, so none is certainly
    /// missing.
    /// </summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>Returns the folder of a digest.</summary>
    public static ObjectLocation FolderOf(ObjectLocation location, DigestPath path) =>
        new(location.Bucket, path.RegionFolder);

    /// <summary>Lists the folders that are known from the start.</summary>
    public async Task ListAsync(CancellationToken cancellationToken = default)
    {
        foreach (var folder in _folders)
            await ListAsync(folder, cancellationToken).ConfigureAwait(false);
        Sort();
    }

    /// <summary>Adds and lists the folder of a digest that a verified digest links to.</summary>
    /// <returns>Whether the folder is new.</returns>
    public async Task<bool> AddAsync(ObjectLocation location, DigestPath path, CancellationToken cancellationToken)
    {
        var folder = FolderOf(location, path);
        if (_folders.Contains(folder))
            return false;
        _folders.Add(folder);
        if (_folders.Count > MaxFolders)
            AddUnlisted(folder, new StoreException($"the chain links to more than {MaxFolders} folders"));
        else
            await ListAsync(folder, cancellationToken).ConfigureAwait(false);
        Sort();
        return true;
    }

    /// <summary>Returns findings for the folders that could not be listed, each of them once.</summary>
    public IReadOnlyList<Finding> TakeListingProblems()
    {
        var problems = _unlisted
            .Select(folder => Finding.ListingUnreadable(folder.Problem, _folders.Count > 1 ? folder.Location : null))
            .ToList();
        _unlisted.Clear();
        return problems;
    }

    /// <summary>Returns the objects whose names are not those of digests of any trail, each of them once.</summary>
    public IReadOnlyList<UnexpectedObject> TakeUnexpected()
    {
        var last = _unexpected.Count - 1;
        var taken = _unexpected
            .Select((location, i) => new UnexpectedObject(location, i == last ? _furtherUnexpected : 0))
            .ToList();
        _unexpected.Clear();
        _furtherUnexpected = 0;
        return taken;
    }

    /// <summary>
    /// Returns the folders and links below the digest folders that could not be listed, each of them once. Names a
    /// limited number.
    /// </summary>
    public IReadOnlyList<UnreadableFolder> TakeUnreadable()
    {
        var taken = _unreadable.ToList();
        _unreadable.Clear();
        return taken;
    }

    /// <summary>Returns the oldest digest of the main chain that ends after a time, or <c>null</c>.</summary>
    /// <exception cref="StoreException">The store could not list a folder.</exception>
    public async Task<ListedDigest?> FirstAfterAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        ListedDigest? first = null;
        foreach (var folder in _folders)
        {
            var from = folder.Path + UtcTime.FormatFolder(time);
            await foreach (
                var key in _reader.ListAsync(folder.Bucket, folder.Path, from, cancellationToken).ConfigureAwait(false)
            )
            {
                if (!IsDigest(key, folder, out var path) || path.IsBackfill || path.End <= time)
                    continue;
                if (first is null || path.End < first.Path.End)
                    first = new ListedDigest(new ObjectLocation(folder.Bucket, key), path);
                break;
            }
        }
        return first;
    }

    private async Task ListAsync(ObjectLocation folder, CancellationToken cancellationToken)
    {
        var first = folder.Path + UtcTime.FormatFolder(_from);
        var (lastPath, lastMainPath) = (LastPathOf(folder, _until), LastPathOf(folder, _mainUntil));
        try
        {
            var listing = _reader.ListPartAsync(folder.Bucket, folder.Path, first, cancellationToken);
            await foreach (var entry in listing.ConfigureAwait(false))
            {
                if (string.CompareOrdinal(entry.Path, lastMainPath) > 0)
                    break;
                if (!IsDigest(entry.Path, folder, out var path))
                    AddOther(folder, entry, path, lastPath);
                else if (IsInRange(path) && !(path.IsBackfill ? Backfill : Main).TryAdd(folder.Bucket, path))
                    break;
            }
        }
        catch (StoreException e)
        {
            AddUnlisted(folder, e);
        }
    }

    private static string LastPathOf(ObjectLocation folder, DateTimeOffset time) =>
        $"{folder.Path}{UtcTime.FormatFolder(time)}/\uffff";

    /// <summary>
    /// Returns whether an object path is that of a digest of this chain in this folder. Someone could repeat a complete
    /// digest path below a subfolder, where it would sort before the genuine digest of the same time.
    /// </summary>
    private bool IsDigest(string objectPath, ObjectLocation folder, [NotNullWhen(true)] out DigestPath? path) =>
        DigestPath.TryParse(objectPath, out path) && path.Chain == _chain && path.RegionFolder == folder.Path;

    private bool IsInRange(DigestPath path) => path.End >= _from && path.End <= (path.IsBackfill ? _until : _mainUntil);

    /// <summary>Adds an entry of a listing that is not a digest of this chain.</summary>
    /// <param name="folder">The listed folder.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="path">Its path, if it is that of a digest.</param>
    /// <param name="lastPath">Later unexpected objects are outside the range.</param>
    private void AddOther(ObjectLocation folder, ListedEntry entry, DigestPath? path, string lastPath)
    {
        var location = new ObjectLocation(folder.Bucket, entry.Path);
        if (entry.Problem is { } problem)
        {
            IsIncomplete |= DatedFolders.CanContainObjects(folder.Path, entry.Path);
            if (_unreadable.Count < MaxNamed)
                _unreadable.Add(new UnreadableFolder(location, problem));
            return;
        }
        var isOfAnotherTrail = path?.RegionFolder == folder.Path;
        if (isOfAnotherTrail || string.CompareOrdinal(entry.Path, lastPath) > 0)
            return;
        if (_unexpected.Count < MaxNamed)
            _unexpected.Add(location);
        else
            _furtherUnexpected++;
    }

    private void AddUnlisted(ObjectLocation folder, StoreException problem)
    {
        _unlisted.Add(new UnreadableFolder(folder, problem));
        IsIncomplete = true;
    }

    private void Sort()
    {
        Main.Sort();
        Backfill.Sort();
    }
}
