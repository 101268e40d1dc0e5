using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>Checks how a digest hangs together with its neighbours in the chain. Pure.</summary>
internal static class LinkChecker
{
    /// <summary>
    /// Whether the digest is the one of which a verified newer digest speaks. When it is not, it has been replaced,
    /// even if its own signature is good: it is evidence against the chain, and nothing it lists is vouched for by the chain.
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

    /// <summary>Whether the period of a digest ends where that of the next newer one begins, or before (which leaves a gap, and is told as one).</summary>
    public static Finding? CheckPeriod(Digest digest, Digest newer) =>
        digest.Period.End > newer.Period.Start ? Finding.PeriodOverlap(newer.Period.Start, digest.Period.End) : null;

    /// <summary>Whether the link of a verified digest can be followed: to an older digest of the same chain. So no walk ever runs in a circle.</summary>
    public static (DigestPath? Previous, Finding? Finding) CheckPointer(Digest digest, DigestPath digestPath)
    {
        if (digest.Previous is not { } link)
            return (null, null);
        if (
            !DigestPath.TryParse(link.Location.Path, out var previous)
            || previous.Chain != digestPath.Chain
            || previous.IsBackfill != digestPath.IsBackfill
        )
            return (null, Finding.LinkForeign(link.Location));
        return previous.End < digestPath.End ? (previous, null) : (null, Finding.LinkOrder(link.Location));
    }
}
