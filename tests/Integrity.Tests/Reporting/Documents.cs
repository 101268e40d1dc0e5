using System.Text;
using Integrity.Findings;
using Integrity.Reporting;

namespace Integrity.Tests.Reporting;

/// <summary>
/// Sample documents, including hostile ones: whoever writes to the bucket chooses object paths and parts of messages.
/// </summary>
internal static class Documents
{
    public const string Bucket = "amzn-s3-demo-bucket";

    public static readonly DateTimeOffset Ten = new(2025, 5, 4, 10, 0, 0, TimeSpan.Zero);

    /// <summary>Object paths that try to break out of their context.</summary>
    public static TheoryData<string> HostilePaths =>
        new([
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>&lt;b&gt;",
            "]]><testcase name=\"x\"/><![CDATA[",
            "::error file=a.cs,line=1::forged",
            "##[error]forged ##vso[task.complete result=Succeeded;]",
            "x\n::set-output name=a::b\n\n# Valid\n\n| a | b |",
            "x\r\n\u2028\u2029\u0085y",
            "a | b \\| c",
            "` `` ``` ~~~ `a` **b** _c_ ~~d~~",
            "@octocat #1 GH-1 owner/repo#1 :rocket: deadbeefdeadbeef",
            "[click](https://example.com) ![x](http://example.com/x.png) www.example.com <https://example.com>",
            "{0} {{1}} [a](1)",
            "\u202egpj.exe\u2066\u200f\u061c",
            "\u001b[2J\u001b]0;title\u0007\b\0\u007f\u009b31m",
            "\ud800 lone \udc00 halves",
            "\ufffe\uffff\ufeff\u200b",
            "\U0001f600 漢字 e\u0301 \u00a0",
            "../../../etc/passwd",
            "//evil.example/x?y=z#f %2e%2e/%00",
            "C:\\x\\..\\y",
            new string('k', 1024),
            new string('\u202e', 341),
            new string('|', 1024),
            " ",
            "",
        ]);

    public static ReportDocument Of(params ReportFinding[] findings) => Of((IReadOnlyList<ReportFinding>)findings);

    public static ReportDocument Of(IReadOnlyList<ReportFinding> findings)
    {
        var verdict = findings.Count == 0 ? Verdict.Valid : findings.Min(finding => finding.Severity);
        var counts = new ReportCounts(
            Tally(findings, ReportSubject.DigestFile, 6),
            new ReportTally(0, 0, 0),
            Tally(findings, ReportSubject.LogFile, 12),
            new ReportTally(0, 0, 0),
            0,
            0
        );
        return new ReportDocument
        {
            Tool = new ReportTool(
                "ctverify",
                "0.1.0",
                "ctverify validate-logs --trail-arn … --start-time 2025-05-04T10:00:00Z"
            ),
            VerifiedAt = Ten.AddDays(1),
            TrailArn = "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail",
            Requested = new ReportRange(Ten, Ten.AddHours(6)),
            Found = new ReportRange(Ten, Ten.AddHours(6)),
            Verdict = verdict,
            Total = counts,
            Chains = [Covered(Chain("us-east-2", verdict, counts), findings)],
            Findings = findings,
            Keys = [new ReportKey("us-east-2", "1487b12df700f182e00d55e5fab95cfc")],
            NotProved = ["That newer digest files were not deleted."],
        };
    }

    /// <summary>Returns the chain with its uncovered time.</summary>
    private static ReportChain Covered(ReportChain chain, IReadOnlyList<ReportFinding> findings) =>
        findings.Any(finding => finding.Subject == ReportSubject.Range)
            ? chain with
            {
                Coverage =
                [
                    .. chain.Coverage.SkipLast(1),
                    chain.Coverage[^1] with
                    {
                        State = CoverageState.NotCovered,
                    },
                ],
            }
            : chain;

    public static ReportChain Chain(string region, Verdict verdict, ReportCounts counts) =>
        new()
        {
            AccountId = "111122223333",
            Region = region,
            Verdict = verdict,
            Counts = counts,
            Coverage =
            [
                new(Ten.AddHours(3), Ten.AddHours(6), CoverageState.Valid),
                new(
                    Ten.AddHours(2),
                    Ten.AddHours(3),
                    verdict == Verdict.Invalid ? CoverageState.Invalid : CoverageState.Valid
                ),
                new(Ten, Ten.AddHours(2), CoverageState.Valid),
            ],
        };

    public static ReportFinding LogFile(
        string path,
        FindingCode code = FindingCode.LogFileHash,
        string message = "hash value doesn't match"
    ) => Finding(ReportSubject.LogFile, $"s3://{Bucket}/{path}", code, message);

    public static ReportFinding Digest(
        string path,
        FindingCode code = FindingCode.SignatureWrong,
        string message = "signature verification failed"
    ) => Finding(ReportSubject.DigestFile, $"s3://{Bucket}/{path}", code, message);

    public static ReportFinding Range(FindingCode code, DateTimeOffset start, DateTimeOffset end) =>
        Finding(ReportSubject.Range, null, code, "no digest file") with
        {
            Range = new ReportRange(start, end),
        };

    /// <summary>A finding in which every untrusted text is hostile.</summary>
    public static ReportFinding Hostile(string path) =>
        LogFile(path, FindingCode.LogFileAlgorithm, $"unknown hash algorithm {path}") with
        {
            Expected = path,
            Actual = path,
            Hint = $"hint {path}",
        };

    public static string Text(Action<ReportDocument, Stream> write, ReportDocument document)
    {
        using var stream = new MemoryStream();
        write(document, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A document with the maximum number of findings.</summary>
    public static ReportDocument Large(int findings = ReportCollector.MaxFindings) =>
        Of([
            .. Enumerable
                .Range(0, findings)
                .Select(i =>
                    i % 2 == 0
                        ? LogFile($"AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/{i:D8}.json.gz")
                        : Digest(
                            $"AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2025/05/04/{i:D8}.json.gz",
                            FindingCode.DigestUnreadable,
                            "access denied"
                        ) with
                        {
                            Hint = $"hint {i}",
                        }
                ),
        ]) with
        {
            FindingsLeftOut = 7,
        };

    private static ReportFinding Finding(ReportSubject subject, string? location, FindingCode code, string message) =>
        new()
        {
            Code = code,
            Severity = FindingRule.Of(code).Severity,
            Subject = subject,
            AccountId = "111122223333",
            Region = "us-east-2",
            Location = location,
            Message = message,
        };

    private static ReportTally Tally(IEnumerable<ReportFinding> findings, ReportSubject subject, int total)
    {
        var invalid = findings.Count(f => f.Subject == subject && f.Severity == Verdict.Invalid);
        var open = findings.Count(f => f.Subject == subject && f.Severity == Verdict.Incomplete);
        return new ReportTally(Math.Max(0, total - invalid - open), invalid, open);
    }
}
