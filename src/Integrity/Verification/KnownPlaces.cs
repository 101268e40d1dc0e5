using System.Diagnostics.CodeAnalysis;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>
/// The places (bucket and region folder) that hold digests of one chain, and what their listings show: the places that
/// were given, that of the checkpoint, and every place that a verified link names. A trail whose bucket changed has
/// digests in several. Names in unverified digests add no place.
/// </summary>
/// <param name="reader">The store.</param>
/// <param name="chain">The chain, with the places that are known from the start.</param>
/// <param name="maxDigests">The most digests that are kept of each of the two chains.</param>
internal sealed class KnownPlaces(IObjectReader reader, ChainFolders chain, int maxDigests)
{
    /// <summary>More places than any trail has had. Only whoever signs can name more; they are not listed.</summary>
    private const int MaxPlaces = 100;

    /// <summary>How many objects that are no digests are named at once; further ones are counted.</summary>
    private const int MaxUnexpected = 1_000;

    private readonly List<ObjectLocation> _folders = [.. chain.Folders];
    private readonly List<ObjectLocation> _unexpected = [];
    private readonly List<(ObjectLocation Folder, StoreException Problem)> _unlisted = [];
    private readonly List<(ObjectLocation Location, StoreException Problem)> _unreadable = [];
    private bool _isPartlyListed;
    private long _furtherUnexpected;
    private DateTimeOffset _from;
    private DateTimeOffset _until;
    private DateTimeOffset _mainUntil;
    private int _told;

    /// <summary>The digests of the main chain.</summary>
    public DigestListing Main { get; } = new(maxDigests);

    /// <summary>The digests of the backfill chain.</summary>
    public DigestListing Backfill { get; } = new(maxDigests);

    /// <summary>All places, in the order in which they became known.</summary>
    public IReadOnlyList<ObjectLocation> Folders => _folders;

    /// <summary>
    /// Whether a place, or a part of one, could not be listed: what lies there is not known, so nothing is missing for
    /// certain.
    /// </summary>
    public bool IsPartial => _unlisted.Count > 0 || _isPartlyListed;

    /// <summary>Lists the places that are known from the start.</summary>
    /// <param name="from">The earliest end of a digest, inclusive.</param>
    /// <param name="until">The latest end of a digest, inclusive.</param>
    /// <param name="checkpoint">The digest of the checkpoint, whose place counts and whose main chain is listed up to it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ListAsync(
        DateTimeOffset from,
        DateTimeOffset until,
        PreviousDigest? checkpoint,
        CancellationToken cancellationToken
    )
    {
        (_from, _until, _mainUntil) = (from, until, until);
        if (checkpoint is not null && DigestPath.TryParse(checkpoint.Location.Path, out var path))
        {
            if (path.End > until)
                _mainUntil = path.End;
            if (!_folders.Contains(FolderOf(checkpoint.Location, path)))
                _folders.Add(FolderOf(checkpoint.Location, path));
        }
        foreach (var folder in _folders)
            await ListAsync(folder, cancellationToken).ConfigureAwait(false);
        Sort();
    }

    /// <summary>
    /// A verified link, or a checkpoint, leads to a digest: lists its place when it is a new one.
    /// </summary>
    /// <returns>Whether there was anything to list.</returns>
    public async Task<bool> EnterAsync(ObjectLocation location, DigestPath path, CancellationToken cancellationToken)
    {
        var folder = FolderOf(location, path);
        if (_folders.Contains(folder))
            return false;
        _folders.Add(folder);
        if (_folders.Count > MaxPlaces)
            _unlisted.Add((folder, new StoreException($"the chain names more than {MaxPlaces} places")));
        else
            await ListAsync(folder, cancellationToken).ConfigureAwait(false);
        Sort();
        return true;
    }

    /// <summary>The place in which a digest lies.</summary>
    public static ObjectLocation FolderOf(ObjectLocation location, DigestPath path) =>
        new(location.Bucket, path.RegionFolder);

    /// <summary>The places that could not be listed and were not told yet.</summary>
    public IReadOnlyList<Finding> TakeProblems()
    {
        var problems = _unlisted
            .Skip(_told)
            .Select(place => Finding.ListingUnreadable(place.Problem, _folders.Count > 1 ? place.Folder : null))
            .ToList();
        _told = _unlisted.Count;
        return problems;
    }

    /// <summary>
    /// Objects among the digests that are no digests by their names, of whichever trail, and were not told yet; on the
    /// last one, how many more there are.
    /// </summary>
    public IReadOnlyList<(ObjectLocation Location, long More)> TakeUnexpected()
    {
        var last = _unexpected.Count - 1;
        var taken = _unexpected.Select((location, i) => (location, i == last ? _furtherUnexpected : 0)).ToList();
        _unexpected.Clear();
        _furtherUnexpected = 0;
        return taken;
    }

    /// <summary>
    /// Folders and links among the digests that could not be looked into, of whichever trail, and were not told yet. Of
    /// very many not all are named.
    /// </summary>
    public IReadOnlyList<(ObjectLocation Location, StoreException Problem)> TakeUnreadable()
    {
        var taken = _unreadable.ToList();
        _unreadable.Clear();
        return taken;
    }

    /// <summary>The oldest digest of the main chain that ends after a moment; <c>null</c> when there is none.</summary>
    /// <exception cref="StoreException">The store could not list them.</exception>
    public async Task<ListedDigest?> FirstAfterAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        ListedDigest? first = null;
        foreach (var folder in _folders)
        {
            var from = folder.Path + UtcTime.FormatFolder(time);
            await foreach (
                var objectPath in reader
                    .ListAsync(folder.Bucket, folder.Path, from, cancellationToken)
                    .ConfigureAwait(false)
            )
            {
                if (!IsDigest(objectPath, folder, out var path) || path.IsBackfill || path.End <= time)
                    continue;
                if (first is null || path.End < first.Path.End)
                    first = new ListedDigest(new ObjectLocation(folder.Bucket, objectPath), path);
                break;
            }
        }
        return first;
    }

    private async Task ListAsync(ObjectLocation folder, CancellationToken cancellationToken)
    {
        var first = folder.Path + UtcTime.FormatFolder(_from);
        var (lastDay, lastMainDay) = (LastPathOf(folder, _until), LastPathOf(folder, _mainUntil));
        try
        {
            var listing = reader.ListPartAsync(folder.Bucket, folder.Path, first, cancellationToken);
            await foreach (var (objectPath, problem) in listing.ConfigureAwait(false))
            {
                if (string.CompareOrdinal(objectPath, lastMainDay) > 0)
                    break;
                if (!IsDigest(objectPath, folder, out var path))
                {
                    if (problem is not null)
                    {
                        _isPartlyListed |= DatedFolders.CanHold(folder.Path, objectPath);
                        TakeNote(new ObjectLocation(folder.Bucket, objectPath), problem);
                        continue;
                    }
                    var isOfNoTrail = path?.RegionFolder != folder.Path;
                    if (isOfNoTrail && string.CompareOrdinal(objectPath, lastDay) <= 0)
                        TakeNote(new ObjectLocation(folder.Bucket, objectPath));
                    continue;
                }
                if (path.End < _from || path.End > (path.IsBackfill ? _until : _mainUntil))
                    continue;
                if (!(path.IsBackfill ? Backfill : Main).TryAdd(folder.Bucket, path))
                    break;
            }
        }
        catch (StoreException e)
        {
            _unlisted.Add((folder, e));
        }
    }

    private static string LastPathOf(ObjectLocation folder, DateTimeOffset time) =>
        $"{folder.Path}{UtcTime.FormatFolder(time)}/\uffff";

    /// <summary>
    /// Whether a path is where a digest of the chain lies. A whole digest path can be repeated below a folder of its own,
    /// and would come before the genuine one of the same time.
    /// </summary>
    private bool IsDigest(string objectPath, ObjectLocation folder, [NotNullWhen(true)] out DigestPath? path) =>
        DigestPath.TryParse(objectPath, out path) && path.Chain == chain.Chain && path.RegionFolder == folder.Path;

    private void TakeNote(ObjectLocation unexpected)
    {
        if (_unexpected.Count < MaxUnexpected)
            _unexpected.Add(unexpected);
        else
            _furtherUnexpected++;
    }

    private void TakeNote(ObjectLocation unreadable, StoreException problem)
    {
        if (_unreadable.Count < MaxUnexpected)
            _unreadable.Add((unreadable, problem));
    }

    private void Sort()
    {
        Main.Sort();
        Backfill.Sort();
    }
}
