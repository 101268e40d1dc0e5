using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Vectors.FindingVectors;

/// <summary>What can be wrong with how digests hang together, with the time that they cover, and with what a checkpoint remembers of them.</summary>
internal static class ChainScenarios
{
    public static IEnumerable<VectorDraft> All =>
        [
            TwoDeleted(),
            VectorDraft.OfLie(
                FindingCode.LinkHash,
                Verdict.Invalid,
                "A digest tells another hash of the one before than that one has.",
                draft => draft["previousDigestHashValue"] = new string('0', 64)
            ),
            VectorDraft.OfLie(
                FindingCode.LinkSignature,
                Verdict.Invalid,
                "A digest tells another signature of the one before than that one has.",
                draft => draft["previousDigestSignature"] = new string('0', 512)
            ),
            LinkForeign(),
            VectorDraft.OfLie(
                FindingCode.LinkOrder,
                Verdict.Invalid,
                "A digest names itself as its previous one: the walk goes on from the listing, and not in a circle.",
                draft => draft["previousDigestS3Object"] = draft.Location.Path
            ),
            VectorDraft.OfLie(
                FindingCode.PeriodOverlap,
                Verdict.Invalid,
                "A digest says that its period began half an hour before the one before it ended.",
                draft => draft["digestStartTime"] = At(11, 30)
            ),
            VectorDraft.OfLie(
                FindingCode.NotCoveredGap,
                Verdict.Incomplete,
                "Between two linked digests 20 minutes belong to neither.",
                draft => draft["digestStartTime"] = At(12, 20)
            ),
            VectorDraft.Of(
                FindingCode.NotCoveredBeforeOldest,
                Verdict.Incomplete,
                "The range begins an hour before the oldest digest.",
                TrailSimulator.OfHours(2, logFiles: 1),
                TrailSimulator.Start.AddHours(-1)
            ),
            NothingLeft(),
            OffChain(),
            Listed(
                    FindingCode.ListingUnreadable,
                    "The digests may not be listed: no chain is found, and that is no evidence."
                )
                .WithFault("AWSLogs/111122223333/CloudTrail-Digest/", "forbidden"),
            Listed(
                FindingCode.ListingTooLarge,
                "There are more digest objects in the range than the bound (1,000,000, here 2): the hour of the third is not covered."
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
            "Two adjacent digests were deleted. The newer one is named by its successor, the older one follows from the hours. The AWS CLI names only the first.",
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
            "A digest names as its previous one that of another trail: it is not followed there.",
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
            "All digests were deleted, and the log files are left. The AWS CLI finds no digests and exits with 0.",
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
            "A digest object lies between two linked digests: the chain passes it over.",
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
            "The newest digest was deleted after a run had seen it. Without its checkpoint the hour would only be not covered.",
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
            "The newest digest was signed anew, with other content, after a run had seen it.",
            trail
        ) with
        {
            Checkpoint = checkpoint,
        };
    }
}
