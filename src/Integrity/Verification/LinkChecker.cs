using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>
/// The path of the previous digest, or why the link cannot be followed. A starting digest has neither.
/// </summary>
internal sealed record CheckedLink(DigestPath? Previous, Finding? Problem);

/// <summary>Checks a digest against its neighbors in the chain. Pure.</summary>
internal static class LinkChecker
{
    /// <summary>
    /// Checks that a digest is the one that a verified newer digest links to. If it is not, it was replaced, even if
    /// its own signature is valid. It is then evidence against the chain, and nothing that it lists counts.
    /// </summary>
    public static IReadOnlyList<Finding> CheckTarget(FetchedDigest fetched, Digest newer)
    {
        var link = newer.Previous!;
        var findings = new List<Finding>();
        if (link.HashAlgorithm != Algorithms.Sha256)
            findings.Add(Finding.LinkHashAlgorithm(link.HashAlgorithm));
        else if (link.Hash != fetched.ContentHash)
            findings.Add(Finding.LinkHash(link.Hash, fetched.ContentHash));
        if (
            fetched.Metadata is { } metadata
            && metadata.TryGetValue("signature", out var hex)
            && Signature.TryParse(hex, out var signature)
            && !signature.Equals(link.Signature)
        )
            findings.Add(Finding.LinkSignature(link.Signature, signature));
        return findings;
    }

    /// <summary>
    /// Checks that the period of a digest ends before that of the next newer one starts. Time between them is a gap,
    /// which <see cref="Coverage"/> reports.
    /// </summary>
    public static Finding? CheckPeriod(Digest digest, Digest newer) =>
        digest.Period.End > newer.Period.Start ? Finding.PeriodOverlap(newer.Period.Start, digest.Period.End) : null;

    /// <summary>
    /// Checks that a verified digest links to an older digest of the same chain. This keeps every walk from looping.
    /// </summary>
    public static CheckedLink CheckLink(Digest digest, DigestPath path)
    {
        if (digest.Previous is not { } link)
            return new CheckedLink(null, null);
        if (
            !DigestPath.TryParse(link.Location.Path, out var previous)
            || previous.Chain != path.Chain
            || previous.IsBackfill != path.IsBackfill
        )
            return new CheckedLink(null, Finding.LinkForeign(link.Location));
        return previous.End < path.End
            ? new CheckedLink(previous, null)
            : new CheckedLink(null, Finding.LinkOrder(link.Location));
    }
}
