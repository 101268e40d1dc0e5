using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Vectors.FindingVectors;

/// <summary>Problems with the links between digests, the time they cover, and the checkpoint.</summary>
internal static class ChainScenarios
{
    public static IEnumerable<VectorDraft> All =>
        [
            TwoDeleted(),
            VectorDraft.OfAltered(
                FindingCode.LinkHash,
                Verdict.Invalid,
                "A digest records a wrong hash of the previous digest.",
                draft => draft["previousDigestHashValue"] = new string('0', 64)
            ),
            VectorDraft.OfAltered(
                FindingCode.LinkSignature,
                Verdict.Invalid,
                "A digest records a wrong signature of the previous digest.",
                draft => draft["previousDigestSignature"] = new string('0', 512)
            ),
            LinkForeign(),
            VectorDraft.OfAltered(
                FindingCode.LinkOrder,
                Verdict.Invalid,
                "A digest names itself as its previous digest. The verifier resumes from the listing and does not "
                    + "loop.",
                draft => draft["previousDigestS3Object"] = draft.Location.Path
            ),
            VectorDraft.OfAltered(
                FindingCode.PeriodOverlap,
                Verdict.Invalid,
                "A digest's period starts half an hour before the previous period ends.",
                draft => draft["digestStartTime"] = At(11, 30)
            ),
            VectorDraft.OfAltered(
                FindingCode.NotCoveredGap,
                Verdict.Incomplete,
                "Two linked digests leave 20 minutes uncovered between them.",
                draft => draft["digestStartTime"] = At(12, 20)
            ),
            VectorDraft.Of(
                FindingCode.NotCoveredBeforeOldest,
                Verdict.Incomplete,
                "The range starts an hour before the oldest digest.",
                TrailSimulator.OfHours(2, logFiles: 1),
                TrailSimulator.Start.AddHours(-1)
            ),
            NothingLeft(),
            OffChain(),
            Listed(
                    FindingCode.ListingUnreadable,
                    "Listing the digests is denied. Finding no chain is no evidence of deletion."
                )
                .WithFault("AWSLogs/111122223333/CloudTrail-Digest/", "forbidden"),
            Listed(
                FindingCode.ListingTooLarge,
                "The range contains more digest objects than the limit (1,000,000, here 2). The hour of the third is "
                    + "not covered."
            ) with
            {
                Findings = [FindingCode.ListingTooLarge, FindingCode.NotCoveredAfterNewest],
                Limit = ("maxListedDigests", 2),
            },
            CheckpointGone(),
            CheckpointMismatch(),
        ];

    private static string At(int hour, int minute) =>
        DigestDraft.Time(TrailSimulator.Start.AddHours(hour - TrailSimulator.Start.Hour).AddMinutes(minute));

    private static VectorDraft Listed(FindingCode code, string why) =>
        VectorDraft.Of(code, Verdict.Incomplete, why, TrailSimulator.OfHours(3, logFiles: 1));

    private static VectorDraft TwoDeleted()
    {
        var trail = TrailSimulator.OfHours(4, logFiles: 1);
        trail.Store.Delete(trail.Digests[1].Location, trail.Digests[2].Location);
        return VectorDraft.Of(
            FindingCode.DigestMissingByRhythm,
            Verdict.Invalid,
            "Two adjacent digests were deleted. The next digest names the newer one; the older one is inferred from "
                + "the hourly schedule. The AWS CLI reports only the first.",
            trail
        ) with
        {
            Findings = [FindingCode.DigestMissing, FindingCode.DigestMissingByRhythm],
        };
    }

    private static VectorDraft LinkForeign()
    {
        var trail = TrailSimulator.OfHours(2, logFiles: 1);
        trail.Home.AlteredHour(
            draft =>
                draft["previousDigestS3Object"] = trail
                    .Home.LocationAt(trail.Digests[1].End, trailName: "other-trail")
                    .Path,
            logFiles: 1
        );
        return VectorDraft.Of(
            FindingCode.LinkForeign,
            Verdict.Invalid,
            "A digest names a digest of another trail as its previous digest. The link is not followed.",
            trail
        );
    }

    private static VectorDraft NothingLeft()
    {
        var trail = TrailSimulator.OfHours(2, logFiles: 1);
        trail.Store.Delete(trail.Digests.Select(digest => digest.Location));
        return VectorDraft.Of(
            FindingCode.NotCoveredAtAll,
            Verdict.Incomplete,
            "All digests were deleted; the log files remain. The AWS CLI finds no digests and exits with 0.",
            trail
        );
    }

    private static VectorDraft OffChain()
    {
        var trail = TrailSimulator.OfHours(3, logFiles: 1);
        trail.Store.Copy(trail.Digests[1].Location, trail.Home.LocationAt(trail.Digests[1].End.AddMinutes(30)));
        return VectorDraft.Of(
            FindingCode.DigestOffChain,
            Verdict.Invalid,
            "A digest object lies between two linked digests but is not part of the chain.",
            trail
        );
    }

    private static VectorDraft CheckpointGone()
    {
        var trail = TrailSimulator.OfHours(3, logFiles: 1);
        var checkpoint = trail.CheckpointAfter(3);
        trail.Store.Delete(trail.Digests[2].Location);
        return VectorDraft.Of(
            FindingCode.CheckpointGone,
            Verdict.Invalid,
            "The newest digest was deleted after an earlier run saw it. Without that run's checkpoint, the hour would "
                + "only be reported as not covered.",
            trail
        ) with
        {
            Findings = [FindingCode.CheckpointGone, FindingCode.NotCoveredAfterNewest],
            Checkpoint = checkpoint,
        };
    }

    private static VectorDraft CheckpointMismatch()
    {
        var trail = TrailSimulator.OfHours(3, logFiles: 1);
        var (checkpoint, victim) = (trail.CheckpointAfter(3), trail.Digests[2]);
        var draft = trail.Home.Draft(victim.Period, victim.LogFiles, victim.Location);
        draft.LinkTo(trail.Digests[1]);
        draft["oldestEventTime"] = null;
        trail.Home.Deliver(draft, victim.Period, victim.LogFiles);
        return VectorDraft.Of(
            FindingCode.CheckpointMismatch,
            Verdict.Invalid,
            "The newest digest was replaced and signed again after an earlier run saw it.",
            trail
        ) with
        {
            Checkpoint = checkpoint,
        };
    }
}
