using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>The result for one digest.</summary>
public sealed record DigestResult : CheckResult
{
    internal DigestResult(
        ChainId chain,
        bool isBackfill,
        ObjectLocation location,
        Digest? verified,
        PreviousDigest? link,
        IReadOnlyList<Finding> findings
    )
        : base(chain, isBackfill, findings) => (Location, Verified, Link) = (location, verified, link);

    /// <summary>The location of the digest, or where it should be.</summary>
    public ObjectLocation Location { get; }

    /// <summary>
    /// The content, if the signature is valid; otherwise <c>null</c>. A verified digest can still have findings about
    /// its links.
    /// </summary>
    public Digest? Verified { get; }

    /// <summary>What the next newer digest must record, if the signature is valid; otherwise <c>null</c>.</summary>
    public PreviousDigest? Link { get; }

    internal DigestResult With(Finding finding) =>
        new(Chain, IsBackfill, Location, Verified, Link, [.. Findings, finding]) { Note = Note };
}
