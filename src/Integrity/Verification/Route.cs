using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>
/// Decides which digest the walk of one chain checks next. It follows the link of a verified digest. Without one, it
/// continues with the newest older digest that is listed in any known folder. A link into a new folder adds the folder.
/// </summary>
/// <param name="folders">The known folders.</param>
/// <param name="listing">The listed digests of the chain.</param>
/// <param name="checkpoint">The checkpoint's digest; <c>null</c> for none.</param>
/// <param name="start">The walk ends at a verified digest that starts before this time.</param>
internal sealed class Route(
    DigestFolders folders,
    DigestListing listing,
    PreviousDigest? checkpoint,
    DateTimeOffset start
)
{
    /// <summary>Whether the last step added a folder, so that there are more digests to read ahead.</summary>
    public bool HasNewFolder { get; private set; }

    /// <summary>Returns the newest listed digests: one for each folder that has a digest with this end.</summary>
    public IReadOnlyList<DigestTarget> First() => FromListing(DateTimeOffset.MaxValue, null);

    /// <summary>Returns the checkpoint's digest at the location where it was verified.</summary>
    public IReadOnlyList<DigestTarget> ToCheckpoint() =>
        checkpoint is not null && DigestPath.TryParse(checkpoint.Location.Path, out var path)
            ? [new DigestTarget(checkpoint.Location, path, RecordedSignature: checkpoint.Signature)]
            : [];

    /// <summary>Returns the digests to check next; empty at the end of the walk.</summary>
    public async Task<IReadOnlyList<DigestTarget>> NextAsync(DigestOutcome last, CancellationToken cancellationToken)
    {
        HasNewFolder = false;
        if (last.Result.Verified is { } digest)
        {
            if (digest.Period.Start < start)
                return [];
            if (last.Previous is { } previous)
                return [await FollowLinkAsync(digest, previous, cancellationToken).ConfigureAwait(false)];
        }
        var next = FromListing(last.Target.Path.End, last.Target);
        // The signature can come from an unverified digest, because it proves itself.
        return last.ClaimedPrevious is { } claimed ? [.. next.Select(target => WithSignature(target, claimed))] : next;
    }

    /// <summary>Returns the digest that a verified digest links to.</summary>
    public async Task<DigestTarget> FollowLinkAsync(
        Digest verified,
        DigestPath previous,
        CancellationToken cancellationToken
    )
    {
        var link = verified.Previous!;
        HasNewFolder = await folders.AddAsync(link.Location, previous, cancellationToken).ConfigureAwait(false);
        return new DigestTarget(link.Location, previous, verified, link.Signature);
    }

    /// <summary>
    /// Returns a result for each digest between a verified digest and the one that it links to. Their time is covered,
    /// and nothing links to them.
    /// </summary>
    public IEnumerable<UnlistedResult> FindOffChain(DigestOutcome last, DigestTarget? next)
    {
        if (
            last.Result.Verified is not { } digest
            || (next is not null && !ReferenceEquals(next.VerifiedNewer, digest))
        )
            return [];
        return listing
            .Between(next?.Path.End ?? digest.Period.Start, last.Target.Path.End)
            .Select(listed => new UnlistedResult(
                last.Result.Chain,
                UnlistedKind.DigestFile,
                listed.Location,
                Finding.DigestOffChain()
            ));
    }

    /// <summary>Returns the digests with the same end that are listed at other locations.</summary>
    public IReadOnlyList<ListedDigest> Others(DigestTarget target) =>
        [.. listing.At(target.Path.End).Where(listed => listed.Location != target.Location)];

    /// <summary>Returns the listed digests that are older than a target, or all, newest first.</summary>
    public IEnumerable<ListedDigest> Upcoming(DigestTarget? target) =>
        listing.NewestFirst(target?.Path.End ?? DateTimeOffset.MaxValue);

    /// <summary>
    /// Returns the newest listed digests before a time. If several folders have one, that of the checkpoint comes
    /// first, then the one in the folder of the last digest.
    /// </summary>
    private List<DigestTarget> FromListing(DateTimeOffset before, DigestTarget? last)
    {
        var found = listing.NewestBefore(before).Select(next => new DigestTarget(next.Location, next.Path)).ToList();
        return found.Count < 2 ? found : [.. found.OrderBy(Rank)];

        int Rank(DigestTarget target) =>
            target.Location == checkpoint?.Location ? 0
            : target.Folder == last?.Folder ? 1
            : 2;
    }

    private static DigestTarget WithSignature(DigestTarget target, PreviousDigest claimed) =>
        claimed.Location == target.Location ? target with { RecordedSignature = claimed.Signature } : target;
}
