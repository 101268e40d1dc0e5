using Integrity.Checkpoints;
using Integrity.CloudTrail;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>Checks that the walk of a chain reaches the checkpoint's digest, and that it is unchanged. Pure.</summary>
internal sealed class CheckpointCheck(CheckpointEntry entry)
{
    private bool _isDone;

    /// <summary>
    /// Returns a result if the walk has missed the checkpoint's digest. Call it before each digest and at the end
    /// (<c>null</c>).
    /// </summary>
    public DigestResult? MissedBefore(DigestPath? older)
    {
        if (_isDone || older?.End >= entry.Period.End)
            return null;
        _isDone = true;
        return Gone();
    }

    /// <summary>
    /// Returns the result, with one more finding if the digest is at the position of the checkpoint's digest but
    /// differs from it.
    /// </summary>
    public DigestResult Check(DigestOutcome outcome)
    {
        var (target, result) = (outcome.Target, outcome.Result);
        if (_isDone || target.Path.End != entry.Period.End)
            return result;
        _isDone = true;
        // If no link leads to it, only the checkpoint shows that it must exist.
        if (target.VerifiedNewer is null && IsMissing(outcome))
            return Gone();
        if (result.Link is not { } link)
            return result;
        if (link.Location != entry.Digest.Location)
            return result.With(Finding.CheckpointMismatch(entry.Digest.Location.ToString(), link.Location.ToString()));
        return link.Hash == entry.Digest.Hash && link.Signature.Equals(entry.Digest.Signature)
            ? result
            : result.With(Finding.CheckpointMismatch(entry.Digest.Hash.ToString(), link.Hash.ToString()));
    }

    private bool IsMissing(DigestOutcome outcome) =>
        outcome.Target.Location == entry.Digest.Location
        && outcome.Result.Findings is [{ Code: FindingCode.DigestMissing }];

    private DigestResult Gone() =>
        new(
            entry.Chain,
            isBackfill: false,
            entry.Digest.Location,
            verified: null,
            link: null,
            [Finding.CheckpointGone(entry.Period.End)]
        );
}
