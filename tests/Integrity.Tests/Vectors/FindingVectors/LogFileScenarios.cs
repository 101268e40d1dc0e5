using System.Text;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Vectors.FindingVectors;

/// <summary>Problems with listed log files, and unlisted objects.</summary>
internal static class LogFileScenarios
{
    private const string LogFolder = "AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/";

    public static IEnumerable<VectorDraft> All =>
        [
            VectorDraft.OfAltered(
                FindingCode.LogFileAlgorithm,
                Verdict.Incomplete,
                "A digest names an unknown hash algorithm for a log file.",
                draft => draft.LogFiles[0]!["hashAlgorithm"] = "SHA-512"
            ),
            VectorDraft.OfAltered(
                FindingCode.LogFileListedTwice,
                Verdict.Incomplete,
                "A digest lists one log file twice. Only the holder of the signing key can do that, and it hides "
                    + "nothing.",
                draft => draft.LogFiles.Add(draft.LogFiles[0]!.DeepClone())
            ),
            TooLarge(),
            Unreadable(),
            Add(
                FindingCode.LogFileUnlisted,
                Verdict.Invalid,
                "A log file was added to an hour that digests cover completely. The AWS CLI does not look for unlisted "
                    + "files.",
                trail => trail.Home.DeliverLogFile(TrailSimulator.Start.AddMinutes(71))
            ),
            Add(
                FindingCode.LogFileUndecided,
                Verdict.Incomplete,
                "A log file that no digest lists, five minutes before the end of the range. The next digest, not yet "
                    + "delivered, may list it.",
                trail => trail.Home.DeliverLogFile(trail.End.AddMinutes(-5))
            ),
            Add(
                FindingCode.LogFileMisplaced,
                Verdict.Invalid,
                "The name of the object is that of a log file of another region.",
                trail => Put(trail, "111122223333_CloudTrail_eu-west-1_20250504T1100Z_vwxyz00000000001.json.gz")
            ),
            Add(
                FindingCode.ObjectUnexpected,
                Verdict.Incomplete,
                "An object in a log folder has a name that CloudTrail never uses. It cannot pass for a log file and is "
                    + "more likely a leftover than an attack.",
                trail => Put(trail, "events.json")
            ),
            Add(
                    FindingCode.LogListingUnreadable,
                    Verdict.Incomplete,
                    "Listing the log folders is denied. Listed log files are checked; unlisted ones cannot be found.",
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
            "A gzip bomb replaced a log file. It decompresses to more than the limit (16 GiB, here 4,000 bytes).",
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
                "S3 throttles the request for a log file. The AWS CLI reports such an object as INVALID or gives up.",
                trail
            )
            .WithFault(trail.Digests[0].LogFiles[0].Location.Path, "unavailable");
    }
}
