using System.Text;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Vectors.FindingVectors;

/// <summary>What can be wrong with log files that digests list, and what nobody vouches for.</summary>
internal static class LogFileScenarios
{
    private const string LogFolder = "AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/";

    public static IEnumerable<VectorDraft> All =>
        [
            VectorDraft.OfLie(
                FindingCode.LogFileAlgorithm,
                Verdict.Incomplete,
                "A digest tells the hash of a log file in an algorithm that is not known.",
                draft => draft.LogFiles[0]!["hashAlgorithm"] = "SHA-512"
            ),
            VectorDraft.OfLie(
                FindingCode.LogFileListedTwice,
                Verdict.Incomplete,
                "A digest lists one log file twice: only a key holder can do that, and nothing is hidden by it.",
                draft => draft.LogFiles.Add(draft.LogFiles[0]!.DeepClone())
            ),
            TooLarge(),
            Unreadable(),
            Add(
                FindingCode.LogFileUnlisted,
                Verdict.Invalid,
                "A log file was added in an hour that is covered and closed. The AWS CLI does not look for such.",
                trail => trail.Home.DeliverLogFile(TrailSimulator.Start.AddMinutes(71))
            ),
            Add(
                FindingCode.LogFileUndecided,
                Verdict.Incomplete,
                "A log file that no digest lists, five minutes before the end of the range: the next digest, which is not there yet, can list it.",
                trail => trail.Home.DeliverLogFile(trail.End.AddMinutes(-5))
            ),
            Add(
                FindingCode.LogFileMisplaced,
                Verdict.Invalid,
                "The object has the name of a log file of another region.",
                trail => Put(trail, "111122223333_CloudTrail_eu-west-1_20250504T1100Z_vwxyz00000000001.json.gz")
            ),
            Add(
                FindingCode.ObjectUnexpected,
                Verdict.Incomplete,
                "An object in a log folder has a name that CloudTrail never gives: it passes for nothing, and is more often left over than planted.",
                trail => Put(trail, "events.json")
            ),
            Add(
                    FindingCode.LogListingUnreadable,
                    Verdict.Incomplete,
                    "The log folders may not be listed: what the digests list is checked, and what they do not list is not looked for.",
                    _ => { }
                )
                .WithFault("AWSLogs/111122223333/CloudTrail/us-east-2/", "forbidden"),
        ];

    private static VectorDraft Add(FindingCode code, Verdict verdict, string why, Action<TrailSimulator> add)
    {
        var trail = TrailSimulator.OfHours(3, logFiles: 1);
        add(trail);
        return VectorDraft.Of(code, verdict, why, trail);
    }

    private static void Put(TrailSimulator trail, string name) =>
        trail.Store.Put(
            new ObjectLocation(TrailSimulator.Bucket, LogFolder + name),
            GzipBytes.Compress(Encoding.UTF8.GetBytes("{\"Records\":[]}"))
        );

    private static VectorDraft TooLarge()
    {
        const int Bound = 4000;
        var trail = TrailSimulator.OfHours(2, logFiles: 1);
        trail.Store.Put(trail.Digests[1].LogFiles[0].Location, GzipBytes.Bomb(100 * Bound));
        return VectorDraft.Of(
            FindingCode.LogFileTooLarge,
            Verdict.Incomplete,
            "A gzip bomb in the place of a log file: it inflates to more than the bound (16 GiB, here 4,000 bytes).",
            trail
        ) with
        {
            Limit = ("maxLogFileBytes", Bound),
        };
    }

    private static VectorDraft Unreadable()
    {
        var trail = TrailSimulator.OfHours(2, logFiles: 1);
        return VectorDraft
            .Of(
                FindingCode.LogFileUnreadable,
                Verdict.Incomplete,
                "S3 asks for fewer requests when a log file is opened. The AWS CLI calls such an object INVALID, or gives up.",
                trail
            )
            .WithFault(trail.Digests[0].LogFiles[0].Location.Path, "unavailable");
    }
}
