using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>What was found on one digest.</summary>
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

    /// <summary>Where it lies, or would lie.</summary>
    public ObjectLocation Location { get; }

    /// <summary>Its content, when its signature is verified; <c>null</c> otherwise. A verified digest can still have findings on its place in the chain.</summary>
    public Digest? Verified { get; }

    /// <summary>What a newer digest must say of it, when its signature is verified; <c>null</c> otherwise.</summary>
    public PreviousDigest? Link { get; }

    internal DigestResult With(Finding finding) =>
        new(Chain, IsBackfill, Location, Verified, Link, [.. Findings, finding]) { Note = Note };
}
