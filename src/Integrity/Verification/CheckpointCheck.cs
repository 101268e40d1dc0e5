using Integrity.Checkpoints;
using Integrity.CloudTrail;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>Sees to it that the walk of a chain comes by the digest of a checkpoint, and finds it as it was. Pure.</summary>
internal sealed class CheckpointCheck(CheckpointEntry entry)
{
    private bool _isSettled;

    /// <summary>The walk goes on to an older digest, or ends (<c>null</c>): the digest of the checkpoint must have been passed by then.</summary>
    public DigestResult? Before(DigestPath? older)
    {
        if (_isSettled || older?.End >= entry.Period.End)
            return null;
        _isSettled = true;
        return Gone();
    }

    private DigestResult Gone() =>
        new(
            entry.Chain,
            isBackfill: false,
            entry.Digest.Location,
            verified: null,
            link: null,
            [Finding.CheckpointGone(entry.Period.End)]
        );

    /// <summary>The result, with a finding when it is on the digest of the checkpoint, or in its place, and that is not what it was.</summary>
    public DigestResult Check(DigestResult result, Target at)
    {
        if (_isSettled || at.Path.End != entry.Period.End)
            return result;
        _isSettled = true;
        // no link says that it must be there: the checkpoint does
        var isMissing =
            at.Location == entry.Digest.Location && result.Findings is [{ Code: FindingCode.DigestMissing }];
        if (isMissing && at.VerifiedNewer is null)
            return Gone();
        if (result.Link is not { } link)
            return result;
        if (link.Location != entry.Digest.Location)
            return result.With(Finding.CheckpointMismatch(entry.Digest.Location.ToString(), link.Location.ToString()));
        return link.Hash == entry.Digest.Hash && link.Signature.Equals(entry.Digest.Signature)
            ? result
            : result.With(Finding.CheckpointMismatch(entry.Digest.Hash.ToString(), link.Hash.ToString()));
    }
}
