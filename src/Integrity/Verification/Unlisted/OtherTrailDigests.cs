using System.Runtime.CompilerServices;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification.Unlisted;

/// <summary>Looks at digests beside the main chain that can speak for log files. Only the signature of each counts: they speak for log files, not for time.</summary>
/// <param name="reader">The store.</param>
/// <param name="visitorOf">Looks at the digests of a chain.</param>
/// <param name="readAhead">How many digests are brought ahead.</param>
internal sealed class OtherTrailDigests(
    IObjectReader reader,
    Func<DigestReadAhead, ChainId, DigestVisitor> visitorOf,
    int readAhead
)
{
    /// <summary>What came out of each digest of one chain, newest first, as they are given.</summary>
    public async IAsyncEnumerable<(DigestPath Path, DigestResult Result)> VisitAsync(
        string bucket,
        IReadOnlyList<DigestPath> newestFirst,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (newestFirst.Count == 0)
            yield break;
        var ahead = new DigestReadAhead(reader, readAhead);
        await using var aheadDisposal = ahead.ConfigureAwait(false);
        ahead.Follow(newestFirst.Select(path => new ListedDigest(LocationOf(bucket, path), path)));
        var visitor = visitorOf(ahead, newestFirst[0].Chain);
        PreviousDigest? claimed = null;
        foreach (var digestPath in newestFirst)
        {
            // a copy without metadata: the signature that the newer one claims for it proves itself, or does not
            var location = LocationOf(bucket, digestPath);
            var visit = await visitor
                .VisitAsync(
                    new Target(location, digestPath, null, claimed?.Location == location ? claimed.Signature : null),
                    cancellationToken
                )
                .ConfigureAwait(false);
            claimed = visit.Claimed;
            yield return (digestPath, visit.Result);
        }
    }

    private static ObjectLocation LocationOf(string bucket, DigestPath digestPath) =>
        new(bucket, digestPath.ToString());
}
