using Integrity.Findings;
using Integrity.Reporting;

namespace Integrity.Tests.Reporting.Html;

/// <summary>Sample documents, small and large. The integration tests use this file too.</summary>
internal static partial class ReportSample
{
    public const string Account = "111122223333";

    public static readonly DateTimeOffset Start = new(2025, 5, 4, 10, 0, 0, TimeSpan.Zero);

    public static ReportDocument Valid() =>
        Document(6, Verdict.Valid, [Chain("us-east-2", 6, (6, CoverageState.Valid))]) with
        {
            Total = Counts(digests: new(6, 0, 0), logFiles: new(12, 0, 0)),
        };

    public static ReportDocument Invalid() =>
        Document(
            6,
            Verdict.Invalid,
            [
                Chain(
                    "us-east-2",
                    6,
                    (3, CoverageState.Valid),
                    (1, CoverageState.Invalid),
                    (1, CoverageState.Valid),
                    (1, CoverageState.Invalid)
                ),
            ]
        ) with
        {
            Total = Counts(digests: new(5, 1, 0), logFiles: new(11, 1, 0)),
            Findings =
            [
                LogFile(Start.AddHours(5), "9xsHd4kz5uZMh1bQ"),
                Finding(FindingCode.DigestMissing, ReportSubject.DigestFile, "not found") with
                {
                    Location =
                        $"s3://amzn-s3-demo-bucket/AWSLogs/{Account}/CloudTrail-Digest/us-east-2/2025/05/04/{Account}"
                        + $"_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250504T140000Z.json.gz",
                    Range = new ReportRange(Start.AddHours(3), Start.AddHours(4)),
                },
            ],
        };

    public static ReportDocument Incomplete() =>
        Document(
            6,
            Verdict.Incomplete,
            [
                Chain(
                    "us-east-2",
                    6,
                    (2, CoverageState.NotCovered),
                    (1, CoverageState.CouldNotCheck),
                    (3, CoverageState.Valid)
                ),
            ]
        ) with
        {
            Total = Counts(digests: new(4, 0, 0), logFiles: new(7, 0, 1), ranges: 1, hours: 2),
            Findings =
            [
                Finding(FindingCode.LogFileUnreadable, ReportSubject.LogFile, "access denied (403)") with
                {
                    Location = LogFileAt(Start.AddHours(2).AddMinutes(5), "M0CTfEFb8P83r7bt"),
                    Hint = "allow s3:GetObject on the bucket",
                },
                Finding(
                    FindingCode.NotCoveredBeforeOldest,
                    ReportSubject.Range,
                    "no digest file; no older one was found"
                ) with
                {
                    Range = new ReportRange(Start, Start.AddHours(2)),
                },
            ],
        };

    /// <summary>Creates a fetch with a problem, using the text everywhere.</summary>
    public static ReportFetch Fetch(string text) =>
        new()
        {
            Folder = text,
            HasLogFiles = true,
            Stored = 17,
            Bytes = 12_345_678,
            AlreadyPresent = 3,
            FetchedAgain = 1,
            Problems = [new(text, IsChanged: true, text)],
            ProblemsLeftOut = 2,
        };

    /// <summary>Creates a document with the text in every untrusted place.</summary>
    public static ReportDocument WithTextsThatAre(string text)
    {
        var document = Invalid();
        var finding = new ReportFinding
        {
            Code = FindingCode.DigestMoved,
            Severity = Verdict.Invalid,
            Subject = ReportSubject.DigestFile,
            AccountId = text,
            Region = text,
            Location = text,
            Message = text,
            Expected = text,
            Actual = text,
            Hint = text,
            Range = new ReportRange(Start, Start.AddHours(1)),
        };
        return document with
        {
            TrailArn = text,
            Tool = new ReportTool(text, text, text),
            Fetch = Fetch(text),
            Bundle = new ReportBundle(text, BundleSignatureState.Verified, text, UsesOwnKeys: true),
            Chains = [document.Chains[0] with { AccountId = text, Region = text }, document.Chains[0]],
            Findings = [.. Enumerable.Repeat(finding, 2100)],
            Keys = [new ReportKey(text, text)],
            NotProved = [text],
        };
    }

    public static ReportDocument Document(int hours, Verdict verdict, IReadOnlyList<ReportChain> chains) =>
        new()
        {
            Tool = new ReportTool(
                "ctverify",
                "0.1.0",
                "ctverify validate-logs --trail-arn arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail "
                    + "--start-time 2025-05-04T10:00:00Z --source evidence --keys keys"
            ),
            VerifiedAt = Start.AddDays(400).AddSeconds(17),
            TrailArn = $"arn:aws:cloudtrail:us-east-2:{Account}:trail/example-trail",
            Requested = new ReportRange(Start, Start.AddHours(hours)),
            Found = new ReportRange(Start, Start.AddHours(hours)),
            Verdict = verdict,
            Total = Counts(new(1, 0, 0), new(1, 0, 0)),
            Chains = chains,
            Findings = [],
            Keys =
            [
                new ReportKey("us-east-2", "1487b12df700f182e00d55e5fab95cfc"),
                new ReportKey("us-east-2", "153af68d1114b30d6c39fd1a65a562fe"),
            ],
            NotProved =
            [
                "That newer digest files were not deleted: once the newest are gone, nothing in the bucket shows that "
                    + "they existed.",
                "That the content of events is true or complete: the signer could have written anything at the time of "
                    + "signing.",
            ],
        };

    public static ReportCounts Counts(
        ReportTally digests,
        ReportTally logFiles,
        int ranges = 0,
        double hours = 0,
        ReportTally? backfill = null
    ) =>
        new(
            digests,
            backfill ?? new ReportTally(0, 0, 0),
            logFiles,
            new ReportTally(0, 0, 0),
            ranges,
            (long)(hours * 3600)
        );

    /// <summary>Creates a chain with the given states and their lengths in hours, oldest first.</summary>
    public static ReportChain Chain(string region, int hours, params (int Hours, CoverageState State)[] states)
    {
        var intervals = new List<CoverageInterval>(states.Length);
        var time = Start;
        foreach (var (length, state) in states)
            intervals.Add(new CoverageInterval(time, time = time.AddHours(length), state));
        intervals.Reverse();
        var worst = states.Select(entry => entry.State).DefaultIfEmpty(CoverageState.Valid).Min();
        return new ReportChain
        {
            AccountId = Account,
            Region = region,
            Verdict =
                worst == CoverageState.Invalid ? Verdict.Invalid
                : worst == CoverageState.Valid ? Verdict.Valid
                : Verdict.Incomplete,
            Counts = Counts(
                new ReportTally(hours, worst == CoverageState.Invalid ? 1 : 0, 0),
                new ReportTally(hours * 4, 0, worst == CoverageState.CouldNotCheck ? 2 : 0)
            ),
            Coverage = intervals,
        };
    }

    public static ReportFinding LogFile(DateTimeOffset delivered, string unique) =>
        Finding(FindingCode.LogFileHash, ReportSubject.LogFile, "hash value doesn't match") with
        {
            Location = LogFileAt(delivered, unique),
            Expected = $"{unique}{unique}9f86d081884c7d659a2feaa0c55ad015"[..64],
            Actual = $"{unique}{unique}60303ae22b998861bce3b28f33eec1be"[..64],
        };

    public static ReportFinding Finding(FindingCode code, ReportSubject subject, string message) =>
        new()
        {
            Code = code,
            Severity = FindingRule.Of(code).Severity,
            Subject = subject,
            AccountId = Account,
            Region = "us-east-2",
            Message = message,
        };

    private static string LogFileAt(DateTimeOffset time, string unique) =>
        $"s3://amzn-s3-demo-bucket/AWSLogs/{Account}/CloudTrail/us-east-2/{time:yyyy'/'MM'/'dd}/{Account}"
        + $"_CloudTrail_us-east-2_{time:yyyyMMdd'T'HHmm'Z'}_{unique}.json.gz";

    private static string RegionOf(int chain) => chain == 0 ? "us-east-2" : $"eu-south-{chain + 1}";
}
