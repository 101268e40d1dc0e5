using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;

namespace Integrity.Verification;

/// <summary>What came of looking at a digest.</summary>
/// <param name="Result">What was found.</param>
/// <param name="Previous">The path of the previous digest, when a verified digest names one that can be followed.</param>
/// <param name="Claimed">What the digest, verified or not, says of its previous one.</param>
internal sealed record Visit(DigestResult Result, DigestPath? Previous, PreviousDigest? Claimed);

/// <summary>Looks at one digest of a chain: brings it, and has it checked by itself and as a link.</summary>
/// <param name="fetcher">Brings digests.</param>
/// <param name="chain">The chain.</param>
/// <param name="keys">The keys of the range.</param>
/// <param name="findKeys">Looks up keys of another time: a backfill digest is signed long after its period.</param>
internal sealed class DigestVisitor(
    DigestFetcher fetcher,
    ChainId chain,
    KeyRing keys,
    Func<DateTimeOffset, DateTimeOffset, CancellationToken, Task<(KeyRing? Keys, Finding? Problem)>> findKeys
)
{
    /// <summary>
    /// Looks at the digests that several places show for one moment, in turn, until one is verified. It is the one with
    /// which the walk goes on; without any, the first that is more than a copy from elsewhere. What is wrong with the
    /// others is told too, but for copies, which speak of nothing.
    /// </summary>
    public async Task<(Target At, Visit Visit, IReadOnlyList<DigestResult> Others)> VisitAsync(
        IReadOnlyList<Target> targets,
        CancellationToken cancellationToken
    )
    {
        var seen = new List<(Target At, Visit Visit)>(targets.Count);
        foreach (var target in targets)
        {
            seen.Add((target, await VisitAsync(target, cancellationToken).ConfigureAwait(false)));
            if (seen[^1].Visit.Result.Verified is not null)
                break;
        }
        var real = seen.FindAll(one => !IsCopy(one.Visit.Result));
        var chosen =
            real.Find(one => one.Visit.Result.Verified is not null) is { At: not null } verified ? verified
            : real.Count > 0 ? real[0]
            : seen[0];
        return (chosen.At, chosen.Visit, [.. real.Where(one => one.At != chosen.At).Select(one => one.Visit.Result)]);
    }

    private static bool IsCopy(DigestResult result) =>
        result.Findings is [{ Code: FindingCode.DigestMoved or FindingCode.SignatureUnknown }];

    /// <summary>Looks at one digest.</summary>
    public async Task<Visit> VisitAsync(Target target, CancellationToken cancellationToken)
    {
        var (fetched, problem) = await fetcher
            .FetchAsync(target.Location, target.Path, cancellationToken)
            .ConfigureAwait(false);
        if (fetched is null)
            return new Visit(Bad(target, [problem!]), null, null);
        var problems = await CheckAsync(fetched, target, cancellationToken).ConfigureAwait(false);
        if (problem is not null)
        {
            // a digest that is not compressed is not followed, even if its content is intact: it is not the object that was delivered
            return new Visit(
                Bad(target, [problems.Count == 0 ? Finding.DigestNotCompressed() : problem]),
                null,
                fetched.Digest.Previous
            );
        }
        if (problems.Count > 0)
            return new Visit(
                Bad(target, problems) with
                {
                    Note = NoteOf(fetched, problems),
                },
                null,
                fetched.Digest.Previous
            );
        var (previous, pointerFinding) = LinkChecker.CheckPointer(fetched.Digest, target.Path);
        var periodFinding = target.VerifiedNewer is { } newer ? LinkChecker.CheckPeriod(fetched.Digest, newer) : null;
        var link = new PreviousDigest(
            target.Location,
            fetched.ContentHash,
            Algorithms.Sha256,
            DigestChecker.SignatureOf(fetched, target.ToldSignature).Signature!
        );
        var findings = new[] { pointerFinding, periodFinding }.OfType<Finding>().ToList();
        return new Visit(
            new DigestResult(chain, target.Path.IsBackfill, target.Location, fetched.Digest, link, findings)
            {
                Note = NoteOf(fetched, findings),
            },
            previous,
            fetched.Digest.Previous
        );
    }

    /// <summary>Names a metadata sidecar that was not understood, unless a finding does.</summary>
    private static string? NoteOf(FetchedDigest fetched, IReadOnlyList<Finding> findings) =>
        fetched.MetadataProblem is { } problem && findings.All(finding => finding.Code != FindingCode.SignatureUnknown)
            ? $"{problem}, so its signature was taken from the next digest file"
            : null;

    /// <summary>Why the digest is not authentic, or not the one that the chain speaks of; empty when it is.</summary>
    private async Task<IReadOnlyList<Finding>> CheckAsync(
        FetchedDigest fetched,
        Target target,
        CancellationToken cancellationToken
    )
    {
        var findings = DigestChecker.Check(fetched, keys, target.ToldSignature);
        if (
            findings
            is [{ Code: FindingCode.KeyUnknown or FindingCode.KeyOutsideValidity or FindingCode.KeysUnavailable }]
        )
        {
            // keys were looked up for the range; what was signed after it, as a backfill digest is, can have been signed with a newer one
            var (from, until) = DigestChecker.SigningTime(fetched);
            var (found, problem) = await findKeys(from, until, cancellationToken).ConfigureAwait(false);
            if (found is null)
                return [problem!];
            findings = DigestChecker.Check(fetched, found, target.ToldSignature);
        }
        return findings.Count == 0 && target.VerifiedNewer is { } newer
            ? LinkChecker.CheckTarget(fetched, newer)
            : findings;
    }

    private DigestResult Bad(Target target, IReadOnlyList<Finding> findings) =>
        new(chain, target.Path.IsBackfill, target.Location, verified: null, link: null, findings);
}
