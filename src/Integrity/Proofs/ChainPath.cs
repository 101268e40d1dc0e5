using Integrity.Checkpoints;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Verification;

namespace Integrity.Proofs;

/// <summary>The digests of a chain that a walk has passed, newest first; from each only what it takes to put it into a proof.</summary>
internal sealed class ChainPath
{
    private readonly List<(PreviousDigest Digest, ObjectLocation? Previous)> _passed = [];

    /// <summary>Takes note of the next older digest. One that is not verified ends the path that led to it.</summary>
    public void Add(DigestResult result)
    {
        if (result is not { Verified: { } verified, Link: { } link, Verdict: Verdict.Valid })
        {
            _passed.Clear();
            return;
        }
        if (_passed.Count > 0 && _passed[^1].Previous != result.Location)
            _passed.Clear();
        _passed.Add((link, verified.Previous?.Location));
    }

    /// <summary>The oldest alone.</summary>
    public IReadOnlyList<PreviousDigest> Oldest => [_passed[^1].Digest];

    /// <summary>All that are linked without a gap, newest first.</summary>
    public IReadOnlyList<PreviousDigest> All => [.. _passed.Select(passed => passed.Digest)];

    /// <summary>Those from the digest of a checkpoint on; <c>null</c> when it is not among them.</summary>
    public IReadOnlyList<PreviousDigest>? From(CheckpointEntry checkpoint) =>
        _passed.FindIndex(passed => passed.Digest.Location == checkpoint.Digest.Location) is var at and >= 0
            ? [.. All.Skip(at)]
            : null;
}
