using Integrity.Digests;

namespace Integrity.Verification;

/// <summary>What was found on one digest.</summary>
public sealed record DigestResult : CheckResult
{
    internal DigestResult(ChainId chain, bool isBackfill, ObjectLocation location, Digest? verified, IReadOnlyList<Finding> findings)
        : base(chain, isBackfill, findings) => (Location, Verified) = (location, verified);

    /// <summary>Where it lies, or would lie.</summary>
    public ObjectLocation Location { get; }

    /// <summary>Its content, when its signature is verified; <c>null</c> otherwise. A verified digest can still have findings on its place in the chain.</summary>
    public Digest? Verified { get; }
}
