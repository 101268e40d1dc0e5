using Integrity.Checkpoints;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Verification;

namespace Integrity.Proofs;

/// <summary>The linked digests that a walk has passed, newest first. It keeps only what a proof needs.</summary>
internal sealed class ChainPath
{
    private readonly List<(PreviousDigest Digest, ObjectLocation? Previous)> _passed = [];

    /// <summary>Adds the next older digest. An unverified digest resets the path.</summary>
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

    /// <summary>Only the oldest digest.</summary>
    public IReadOnlyList<PreviousDigest> Oldest => [_passed[^1].Digest];

    /// <summary>All linked digests, newest first.</summary>
    public IReadOnlyList<PreviousDigest> All => [.. _passed.Select(passed => passed.Digest)];

    /// <summary>Returns the digests from the checkpoint's on, or <c>null</c> if the path does not contain it.</summary>
    public IReadOnlyList<PreviousDigest>? From(CheckpointEntry checkpoint) =>
        _passed.FindIndex(passed => passed.Digest.Location == checkpoint.Digest.Location) is var at and >= 0
            ? [.. All.Skip(at)]
            : null;
}
