using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>
/// Where the walk of one chain goes next: along the link of a verified digest, and where there is none, to the newest
/// older digest that the listing of any known place shows. A link that leads to a new place makes it known.
/// </summary>
/// <param name="places">The places that are known.</param>
/// <param name="listing">What they show of this chain.</param>
/// <param name="checkpoint">The digest of the checkpoint, if there is one.</param>
/// <param name="start">The earliest moment of the walk.</param>
internal sealed class Route(KnownPlaces places, DigestListing listing, PreviousDigest? checkpoint, DateTimeOffset start)
{
    /// <summary>Whether a place became known with the last step, so that there is more to read ahead.</summary>
    public bool HasNewPlace { get; private set; }

    /// <summary>The newest digests that the listing shows: one, or one in each of several places for the same moment.</summary>
    public IReadOnlyList<Target> First() => FromListing(DateTimeOffset.MaxValue, null);

    /// <summary>The digest of the checkpoint, where an earlier run saw it.</summary>
    public IReadOnlyList<Target> ToCheckpoint() =>
        checkpoint is not null && DigestPath.TryParse(checkpoint.Location.Path, out var path)
            ? [new Target(checkpoint.Location, path, null, checkpoint.Signature)]
            : [];

    /// <summary>What comes after a digest; empty when the walk is over.</summary>
    public async Task<IReadOnlyList<Target>> AfterAsync(Target at, Visit visit, CancellationToken cancellationToken)
    {
        HasNewPlace = false;
        if (visit.Result.Verified is { } digest)
        {
            if (digest.Period.Start < start)
                return [];
            if (visit.Previous is { } previous)
                return [await FollowAsync(digest, previous, cancellationToken).ConfigureAwait(false)];
        }
        var next = FromListing(at.Path.End, at);
        // the signature that an unverified digest claims for this one proves itself, or does not
        return visit.Claimed is { } claimed ? [.. next.Select(target => WithClaim(target, claimed))] : next;
    }

    /// <summary>The digest to which a verified one links.</summary>
    public async Task<Target> FollowAsync(Digest newer, DigestPath previous, CancellationToken cancellationToken)
    {
        HasNewPlace = await places
            .EnterAsync(newer.Previous!.Location, previous, cancellationToken)
            .ConfigureAwait(false);
        return new Target(newer.Previous.Location, previous, newer, newer.Previous.Signature);
    }

    /// <summary>
    /// The digests between a verified one and the one that it links to, in the folders of both: nobody speaks of them,
    /// and their time is covered. In other folders, copies of a bucket may lie.
    /// </summary>
    public IEnumerable<UnlistedResult> OffChain(Target at, Visit visit, Target? next)
    {
        if (
            visit.Result.Verified is not { } digest
            || (next is not null && !ReferenceEquals(next.VerifiedNewer, digest))
        )
            yield break;
        foreach (var (location, path) in listing.Between(next?.Path.End ?? digest.Period.Start, at.Path.End))
        {
            var folder = KnownPlaces.FolderOf(location, path);
            if (folder == FolderOf(at) || (next is not null && folder == FolderOf(next)))
                yield return new UnlistedResult(
                    visit.Result.Chain,
                    UnlistedKind.DigestFile,
                    location,
                    Finding.DigestOffChain()
                );
        }
    }

    /// <summary>What to read ahead of a digest.</summary>
    public IEnumerable<ListedDigest> Upcoming(Target? from) =>
        listing.NewestFirst(from?.Path.End ?? DateTimeOffset.MaxValue);

    /// <summary>
    /// Where two places show a digest for the same moment, that of the checkpoint comes first, then that in the place
    /// of the digest before, which is where the chain was.
    /// </summary>
    private List<Target> FromListing(DateTimeOffset before, Target? at)
    {
        var found = listing
            .NewestBefore(before)
            .Select(next => new Target(next.Location, next.Path, null, null))
            .ToList();
        return found.Count < 2 ? found : [.. found.OrderBy(Rank)];

        int Rank(Target target) =>
            target.Location == checkpoint?.Location ? 0
            : at is not null && FolderOf(target) == FolderOf(at) ? 1
            : 2;
    }

    private static Target WithClaim(Target target, PreviousDigest claimed) =>
        claimed.Location == target.Location ? target with { ToldSignature = claimed.Signature } : target;

    private static ObjectLocation FolderOf(Target target) => KnownPlaces.FolderOf(target.Location, target.Path);
}
