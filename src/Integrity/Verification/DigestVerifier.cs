using System.Runtime.CompilerServices;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;

namespace Integrity.Verification;

/// <summary>The outcome of checking a digest.</summary>
/// <param name="Target">The checked digest.</param>
/// <param name="Result">The result.</param>
/// <param name="Previous">
/// The path of the previous digest, if the digest is verified and its link can be followed; otherwise <c>null</c>.
/// </param>
/// <param name="ClaimedPrevious">What the digest, verified or not, records about its previous digest.</param>
/// <param name="ContentHash">The hash of its content; <c>null</c> if it could not be read.</param>
internal sealed record DigestOutcome(
    DigestTarget Target,
    DigestResult Result,
    DigestPath? Previous = null,
    PreviousDigest? ClaimedPrevious = null,
    Sha256Hash? ContentHash = null
)
{
    /// <summary>Whether the digest is only a copy of one from another location, which proves nothing.</summary>
    public bool IsCopy => Result.Findings is [{ Code: FindingCode.DigestMoved or FindingCode.SignatureUnknown }];
}

/// <summary>The outcome that continues the walk, and the results of other digests with the same end.</summary>
internal sealed record ChosenOutcome(DigestOutcome Outcome, IReadOnlyList<DigestResult> Others);

/// <summary>Fetches a digest of a chain, and checks it by itself and as a link of the chain.</summary>
/// <param name="fetcher">Fetches digests.</param>
/// <param name="chain">The chain.</param>
/// <param name="ring">The keys of the range.</param>
/// <param name="keys">Retrieves keys for other times: a backfill digest is signed long after its period.</param>
internal sealed class DigestVerifier(DigestFetcher fetcher, ChainId chain, KeyRing ring, ChainKeys keys)
{
    /// <summary>
    /// Checks digests with the same end from several folders until one is verified. Continues with that one, or with
    /// the first that is more than a copy. If none is verified, also returns results for the others, except copies.
    /// </summary>
    public async Task<ChosenOutcome> VerifyFirstAsync(
        IReadOnlyList<DigestTarget> targets,
        CancellationToken cancellationToken
    )
    {
        var outcomes = new List<DigestOutcome>(targets.Count);
        foreach (var target in targets)
        {
            outcomes.Add(await VerifyAsync(target, cancellationToken).ConfigureAwait(false));
            if (outcomes[^1].Result.Verified is not null)
                return new ChosenOutcome(outcomes[^1], []);
        }
        var originals = outcomes.FindAll(outcome => !outcome.IsCopy);
        var chosen = originals.FirstOrDefault() ?? outcomes[0];
        var others = originals.Where(outcome => outcome.Target != chosen.Target).Select(outcome => outcome.Result);
        return new ChosenOutcome(chosen, [.. others]);
    }

    /// <summary>
    /// Checks digests at other locations with the end of a verified digest. Returns results for all that are not exact
    /// copies of it. Exact copies are harmless: someone copied a bucket.
    /// </summary>
    public async IAsyncEnumerable<CheckResult> CheckOthersAsync(
        DigestOutcome verified,
        IEnumerable<ListedDigest> others,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var (location, path) in others)
        {
            var outcome = await VerifyAsync(new DigestTarget(location, path), cancellationToken).ConfigureAwait(false);
            if (outcome.ContentHash is { } hash && hash == verified.ContentHash)
                continue;
            yield return outcome.Result.Verified is null
                ? outcome.Result
                : new UnlistedResult(chain, UnlistedKind.DigestFile, location, Finding.DigestOffChain());
        }
    }

    /// <summary>Checks one digest.</summary>
    public async Task<DigestOutcome> VerifyAsync(DigestTarget target, CancellationToken cancellationToken)
    {
        var (fetched, problem) = await fetcher
            .FetchAsync(target.Location, target.Path, cancellationToken)
            .ConfigureAwait(false);
        if (fetched is null)
            return new DigestOutcome(target, Invalid(target, [problem!]));
        var problems = await CheckAsync(fetched, target, cancellationToken).ConfigureAwait(false);
        var result =
            problem is not null
                // An uncompressed digest is not the delivered object. Do not follow it, even if it is intact.
                ? Invalid(target, [problems.Count == 0 ? Finding.DigestNotCompressed() : problem])
            : problems.Count > 0 ? Invalid(target, problems) with { Note = NoteOf(fetched, problems) }
            : null;
        return result is null
            ? CheckLinks(fetched, target)
            : new DigestOutcome(target, result, null, fetched.Digest.Previous, fetched.ContentHash);
    }

    /// <summary>Returns why the digest is not authentic, or not the one in the chain; empty if it is.</summary>
    private async Task<IReadOnlyList<Finding>> CheckAsync(
        FetchedDigest fetched,
        DigestTarget target,
        CancellationToken cancellationToken
    )
    {
        var findings = DigestChecker.Check(fetched, ring, target.RecordedSignature);
        if (
            findings
            is [{ Code: FindingCode.KeyUnknown or FindingCode.KeyOutsideValidity or FindingCode.KeysUnavailable }]
        )
        {
            // A digest that was signed after the range, such as a backfill digest, can have a newer key.
            var signed = DigestChecker.SigningTimeOf(fetched);
            var found = await keys.FindAsync(signed.From, signed.Until, cancellationToken).ConfigureAwait(false);
            if (found.Keys is null)
                return [found.Problem!];
            findings = DigestChecker.Check(fetched, found.Keys, target.RecordedSignature);
        }
        return findings.Count == 0 && target.VerifiedNewer is { } newer
            ? LinkChecker.CheckTarget(fetched, newer)
            : findings;
    }

    /// <summary>Checks the links of a verified digest to its neighbors.</summary>
    private DigestOutcome CheckLinks(FetchedDigest fetched, DigestTarget target)
    {
        var digest = fetched.Digest;
        var (previous, linkProblem) = LinkChecker.CheckLink(digest, target.Path);
        var overlap = target.VerifiedNewer is { } newer ? LinkChecker.CheckPeriod(digest, newer) : null;
        var signature = DigestChecker.SignatureOf(fetched, target.RecordedSignature).Signature!;
        var link = new PreviousDigest(target.Location, fetched.ContentHash, Algorithms.Sha256, signature);
        var findings = new[] { linkProblem, overlap }.OfType<Finding>().ToList();
        var result = new DigestResult(chain, target.Path.IsBackfill, target.Location, digest, link, findings)
        {
            Note = NoteOf(fetched, findings),
        };
        return new DigestOutcome(target, result, previous, digest.Previous, fetched.ContentHash);
    }

    /// <summary>Describes a metadata sidecar that could not be parsed, unless a finding does.</summary>
    private static string? NoteOf(FetchedDigest fetched, IReadOnlyList<Finding> findings) =>
        fetched.MetadataProblem is { } problem && findings.All(finding => finding.Code != FindingCode.SignatureUnknown)
            ? $"{problem}, so its signature was taken from the next digest file"
            : null;

    private DigestResult Invalid(DigestTarget target, IReadOnlyList<Finding> findings) =>
        new(chain, target.Path.IsBackfill, target.Location, verified: null, link: null, findings);
}
