using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>
/// The existing digests of a chain, from the newest one backwards. Each is authenticated by its signature or by the
/// link from the next digest. Recent digests are cached.
/// </summary>
internal sealed class ChainHistory(IObjectReader reader, ChainLocation chain, bool isBackfill)
{
    private readonly Dictionary<ObjectLocation, KnownDigest> _cached = [];
    private DateTimeOffset _cacheFrom = DateTimeOffset.MinValue;

    /// <summary>The newest digest read so far.</summary>
    public KnownDigest? Head { get; private set; }

    /// <summary>Returns the location of the digest of this chain that ends at a given time.</summary>
    public ObjectLocation LocationAt(DateTimeOffset end) =>
        new(chain.Bucket, chain.DigestAt(end, isBackfill).ToString());

    /// <summary>Reads the newest digest; returns <c>null</c> if the chain has none yet.</summary>
    /// <exception cref="BuildException">The newest digest is not authentic, so it must not be extended.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<KnownDigest?> ReadHeadAsync(KeyRing keys, CancellationToken cancellationToken)
    {
        // A chain only grows, so digests before the head need not be listed again.
        var newest = await FindNewestAsync(Head?.Period.End, DateTimeOffset.MaxValue, cancellationToken)
            .ConfigureAwait(false);
        if (Head is { } known && (newest is null || newest.End < known.Period.End))
            throw NotAuthentic(known.Link.Location, "it was deleted", "so nothing is built");
        if (newest is null || Head?.Period.End == newest.End)
            return Head;
        return Head = await LoadSignedAsync(keys, newest, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a digest written by this builder the head.</summary>
    public void Add(KnownDigest digest) => Head = Cache(digest);

    /// <summary>Sets the time from which digests are cached and removes older ones.</summary>
    public void CacheFrom(DateTimeOffset time)
    {
        _cacheFrom = time;
        foreach (var (location, digest) in _cached)
        {
            if (digest.Period.End < time)
                _cached.Remove(location);
        }
    }

    /// <summary>Returns the digest before another one, or <c>null</c> if there is none.</summary>
    /// <exception cref="BuildException">It does not exist, or does not match the link.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<KnownDigest?> BeforeAsync(KnownDigest digest, KeyRing keys, CancellationToken cancellationToken)
    {
        if (digest.Previous is not { } link)
        {
            // The chain may have been restarted.
            var older = await FindNewestAsync(null, digest.Period.Start, cancellationToken).ConfigureAwait(false);
            return older is null ? null : await LoadSignedAsync(keys, older, cancellationToken).ConfigureAwait(false);
        }
        if (_cached.TryGetValue(link.Location, out var kept) && kept.Link.Hash == link.Hash)
            return kept;
        var (read, problem) = await AuthenticDigest
            .ReadLinkedAsync(reader, link, cancellationToken)
            .ConfigureAwait(false);
        return read is not null
            ? Cache(read)
            : throw NotAuthentic(
                link.Location,
                problem!,
                "so late log files of its hours and earlier hours are not added"
            );
    }

    private async Task<DigestPath?> FindNewestAsync(
        DateTimeOffset? from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    )
    {
        DigestPath? newest = null;
        var folder = chain.DigestAt(DateTimeOffset.UnixEpoch, isBackfill).RegionFolder;
        var startAfter = from is { } time ? folder + UtcTime.FormatFolder(time) : null;
        await foreach (
            var path in reader.ListAsync(chain.Bucket, folder, startAfter, cancellationToken).ConfigureAwait(false)
        )
        {
            if (
                !DigestPath.TryParse(path, out var parsed)
                || parsed.Chain != chain.Chain
                || parsed.RegionFolder != folder
                || parsed.IsBackfill != isBackfill
            )
                continue;
            if (parsed.End <= until && (newest is null || parsed.End > newest.End))
                newest = parsed;
        }
        return newest;
    }

    private async Task<KnownDigest> LoadSignedAsync(
        KeyRing keys,
        DigestPath digestPath,
        CancellationToken cancellationToken
    )
    {
        var location = new ObjectLocation(chain.Bucket, digestPath.ToString());
        var (digest, problem) = await AuthenticDigest
            .ReadSignedAsync(reader, keys, location, digestPath, cancellationToken)
            .ConfigureAwait(false);
        return digest is not null ? Cache(digest) : throw NotAuthentic(location, problem!, "so nothing is built on it");
    }

    private KnownDigest Cache(KnownDigest digest)
    {
        if (digest.Period.End >= _cacheFrom)
            _cached[digest.Link.Location] = digest;
        return digest;
    }

    private static BuildException NotAuthentic(ObjectLocation location, string problem, string consequence) =>
        new(
            $"the digest {location} is not authentic, {consequence}: {problem}",
            "verify the chain, restore that digest, and build again"
        );
}
