using System.Runtime.CompilerServices;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Verification.Unlisted;

/// <summary>
/// Verifies digests outside the main chain that can list log files. Checks only the signature of each: their log files
/// count, but not the time that they cover.
/// </summary>
internal sealed class OtherDigestReader(ChainContext context, KeyRing ring)
{
    /// <summary>Verifies digests of one chain, and returns the results in the given order.</summary>
    public async IAsyncEnumerable<DigestOutcome> VerifyAsync(
        string bucket,
        IReadOnlyList<DigestPath> newestFirst,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (newestFirst.Count == 0)
            yield break;
        var readAhead = new DigestReadAhead(context.Reader, context.Request.ReadAhead, context.Memory);
        await using var readAheadDisposal = readAhead.ConfigureAwait(false);
        readAhead.SetUpcoming(newestFirst.Select(path => new ListedDigest(LocationOf(bucket, path), path)));
        var verifier = context.VerifierOf(newestFirst[0].Chain, ring, readAhead);
        PreviousDigest? claimed = null;
        foreach (var path in newestFirst)
        {
            // A copy without metadata: use the signature that the newer digest records, which proves itself.
            var location = LocationOf(bucket, path);
            var signature = claimed?.Location == location ? claimed.Signature : null;
            var target = new DigestTarget(location, path, RecordedSignature: signature);
            var outcome = await verifier.VerifyAsync(target, cancellationToken).ConfigureAwait(false);
            claimed = outcome.ClaimedPrevious;
            yield return outcome;
        }
    }

    private static ObjectLocation LocationOf(string bucket, DigestPath path) => new(bucket, path.ToString());
}
