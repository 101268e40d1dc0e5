using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>
/// The digests that a chain has: its newest one, on which is built, and from there back, each believed only because its signature, or the link of the one after it, vouches for it.
/// What was read lately is kept, so that looking again costs nothing.
/// </summary>
internal sealed class ChainHistory(IObjectReader reader, ChainLocation place, bool isBackfill)
{
    private readonly Dictionary<ObjectLocation, KnownDigest> _kept = [];
    private DateTimeOffset _keepFrom = DateTimeOffset.MinValue;

    /// <summary>The newest digest, as far as it was read.</summary>
    public KnownDigest? Head { get; private set; }

    /// <summary>Where a digest of the chain that ends at a time lies.</summary>
    public ObjectLocation LocationAt(DateTimeOffset end) =>
        new(place.Bucket, place.DigestAt(end, isBackfill).ToString());

    /// <summary>Reads the newest digest; <c>null</c> when the chain has none yet.</summary>
    /// <exception cref="BuildException">The newest digest is not authentic: building on it would vouch for it.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<KnownDigest?> ReadHeadAsync(KeyRing keys, CancellationToken cancellationToken)
    {
        // a chain only grows, so that what lies before its head need not be listed again
        var newest = await FindNewestAsync(Head?.Period.End, DateTimeOffset.MaxValue, cancellationToken)
            .ConfigureAwait(false);
        if (Head is { } known && (newest is null || newest.End < known.Period.End))
            throw NotAuthentic(known.Link.Location, "it is gone", "so nothing is built");
        if (newest is null || Head?.Period.End == newest.End)
            return Head;
        return Head = await LoadSignedAsync(keys, newest, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A digest of this builder's own is the head now.</summary>
    public void Add(KnownDigest digest) => Head = Keep(digest);

    /// <summary>What was read is kept from this time on, and what is older forgotten.</summary>
    public void KeepFrom(DateTimeOffset time)
    {
        _keepFrom = time;
        foreach (var (location, digest) in _kept)
        {
            if (digest.Period.End < time)
                _kept.Remove(location);
        }
    }

    /// <summary>The digest before another one; <c>null</c> when there is none.</summary>
    /// <exception cref="BuildException">It is gone, or is not the one of which the other speaks.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<KnownDigest?> BeforeAsync(KnownDigest digest, KeyRing keys, CancellationToken cancellationToken)
    {
        if (digest.Previous is not { } link)
        {
            // a chain can have been begun anew
            var older = await FindNewestAsync(null, digest.Period.Start, cancellationToken).ConfigureAwait(false);
            return older is null ? null : await LoadSignedAsync(keys, older, cancellationToken).ConfigureAwait(false);
        }
        if (_kept.TryGetValue(link.Location, out var kept) && kept.Link.Hash == link.Hash)
            return kept;
        var (read, problem) = await AuthenticDigest
            .ReadLinkedAsync(reader, link, cancellationToken)
            .ConfigureAwait(false);
        return read is not null
            ? Keep(read)
            : throw NotAuthentic(
                link.Location,
                problem!,
                "so log files that came late for its hours, or earlier ones, are not settled"
            );
    }

    private async Task<DigestPath?> FindNewestAsync(
        DateTimeOffset? from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    )
    {
        DigestPath? newest = null;
        var folder = place.DigestAt(DateTimeOffset.UnixEpoch, isBackfill).RegionFolder;
        var startAfter = from is { } time ? folder + UtcTime.FormatFolder(time) : null;
        await foreach (
            var path in reader.ListAsync(place.Bucket, folder, startAfter, cancellationToken).ConfigureAwait(false)
        )
        {
            if (
                !DigestPath.TryParse(path, out var parsed)
                || parsed.Chain != place.Chain
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
        var location = new ObjectLocation(place.Bucket, digestPath.ToString());
        var (digest, problem) = await AuthenticDigest
            .ReadSignedAsync(reader, keys, location, digestPath, cancellationToken)
            .ConfigureAwait(false);
        return digest is not null ? Keep(digest) : throw NotAuthentic(location, problem!, "so nothing is built on it");
    }

    private KnownDigest Keep(KnownDigest digest)
    {
        if (digest.Period.End >= _keepFrom)
            _kept[digest.Link.Location] = digest;
        return digest;
    }

    private static BuildException NotAuthentic(ObjectLocation location, string problem, string consequence) =>
        new(
            $"the digest {location} is not authentic, {consequence}: {problem}",
            "verify the chain, restore that digest, and build again"
        );
}
