using Integrity.Digests;
using Integrity.Findings;
using Integrity.Reporting;
using Integrity.Verification;

namespace Integrity.Tests.Reporting;

/// <summary>
/// The output has the lines and blank lines of the AWS CLI: problems go to the other writer, between single blank
/// lines.
/// </summary>
public sealed class TextReportTests : IDisposable
{
    private static readonly Trail Trail = Trail.Parse("arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail");
    private static readonly DateTimeOffset Ten = new(2025, 5, 4, 10, 0, 0, TimeSpan.Zero);
    private static readonly ChainId Chain = ChainId.Of(Trail, "us-east-2");

    /// <summary>A single writer for both streams, as on a terminal, so that tests see the order.</summary>
    private readonly StringWriter _both = new();
    private readonly VerificationSummary _report = new(Trail, new DigestPeriod(Ten, Ten.AddHours(6)));

    public void Dispose() => _both.Dispose();

    [Fact]
    public void A_problem_has_one_blank_line_before_and_after() =>
        Written(Valid("a"), Invalid("b"), Valid("c"))
            .Should()
            .Be(
                "Log file\ts3://bucket/a\tvalid\n\nLog file\ts3://bucket/b\tINVALID: not found\n\nLog file\t"
                    + "s3://bucket/c\tvalid\n"
            );

    [Fact]
    public void Consecutive_problems_share_the_blank_line_between_them() =>
        Written(Invalid("a"), Invalid("b"))
            .Should()
            .Be("Log file\ts3://bucket/a\tINVALID: not found\n\nLog file\ts3://bucket/b\tINVALID: not found\n\n");

    [Fact]
    public void Valid_files_are_printed_only_in_verbose_mode()
    {
        Written(isVerbose: false, Valid("a"), Invalid("b"), Valid("c"))
            .Should()
            .Be("Log file\ts3://bucket/b\tINVALID: not found\n\n");
    }

    [Fact]
    public void The_summary_follows_one_blank_line()
    {
        Summary(Valid("a")).Should().StartWith("Log file\ts3://bucket/a\tvalid\n\nResults requested for ");
        Summary(Invalid("a"))
            .Should()
            .StartWith("Log file\ts3://bucket/a\tINVALID: not found\n\nResults requested for ");
    }

    [Fact]
    public void The_header_ends_in_a_blank_line()
    {
        new TextReport(_both, _both, isVerbose: false).Begin(_report);

        _both
            .ToString()
            .Should()
            .Be(
                "Validating log files for trail arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail between "
                    + "2025-05-04T10:00:00Z and 2025-05-04T16:00:00Z\n\n"
            );
    }

    [Fact]
    public void Valid_files_and_problems_go_to_different_writers()
    {
        using var errors = new StringWriter();
        var text = new TextReport(_both, errors, isVerbose: true);

        text.Write(Valid("a"));
        text.Write(Invalid("b"));

        _both.ToString().Should().Be("Log file\ts3://bucket/a\tvalid\n");
        errors.ToString().Should().Be("\nLog file\ts3://bucket/b\tINVALID: not found\n\n");
    }

    [Fact]
    public void Each_kind_of_result_has_its_own_line() =>
        Written(
                Valid("a"),
                new DigestResult(Chain, isBackfill: true, At("d"), null, null, [Finding.SignatureWrong()]),
                new LogFileResult(Chain, isBackfill: false, Entry("l"), [Finding.LogFileAlgorithm("MD5")]),
                new RangeResult(Chain, new DigestPeriod(Ten, Ten.AddHours(1)), Finding.NotCoveredGap()),
                new RangeResult(Chain, new DigestPeriod(Ten, Ten.AddHours(1)), Finding.ListingUnreadable(new("denied")))
            )
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Should()
            .Equal(
                "Log file\ts3://bucket/a\tvalid",
                "(backfill) Digest file\ts3://bucket/d\tINVALID: signature verification failed",
                "Log file\ts3://bucket/l\tCOULD NOT CHECK: unknown hash algorithm MD5",
                "Range\t2025-05-04T10:00:00Z to 2025-05-04T11:00:00Z\tNOT COVERED: no digest file was found between "
                    + "two neighbors in the chain",
                "Range\t2025-05-04T10:00:00Z to 2025-05-04T11:00:00Z\tCOULD NOT CHECK: cannot list the digest files of "
                    + "the chain: denied"
            );

    [Fact]
    public void Only_findings_with_the_severity_of_the_verdict_are_printed() =>
        Written(
                new LogFileResult(
                    Chain,
                    isBackfill: false,
                    Entry("l"),
                    [Finding.LogFileAlgorithm("MD5"), Finding.LogFileMissing(), Finding.LogFileTrailingData()]
                )
            )
            .Should()
            .Be("Log file\ts3://bucket/l\tINVALID: not found; unexpected data after end of compressed stream\n\n");

    [Fact]
    public void Object_paths_and_text_from_the_bucket_cannot_forge_a_line() =>
        Written(
                new LogFileResult(
                    Chain,
                    isBackfill: false,
                    Entry("x\tvalid\n\u001b[2J"),
                    [Finding.LogFileAlgorithm("\u202eMD5\n")]
                )
            )
            .Should()
            .Be(
                "Log file\ts3://bucket/x\\u0009valid\\u000a\\u001b[2J\tCOULD NOT CHECK: unknown hash algorithm "
                    + "\\u202eMD5\\u000a\n\n"
            );

    [Theory]
    [InlineData(0, 0, 1, "1 s")]
    [InlineData(0, 5, 0, "5 min")]
    [InlineData(1, 0, 0, "1 h")]
    [InlineData(49, 30, 15, "49 h 30 min 15 s")]
    public void Uncovered_time_is_added_up(int hours, int minutes, int seconds, string expected)
    {
        var range = new DigestPeriod(Ten, Ten + new TimeSpan(hours, minutes, seconds));

        Summary(new RangeResult(Chain, range, Finding.NotCoveredGap()))
            .Should()
            .EndWith($"No digests found\n\n1 range NOT COVERED, {expected} in total\n");
    }

    [Fact]
    public void Each_of_several_chains_has_its_own_line() =>
        Summary(
                new DigestResult(Chain, isBackfill: false, At("d"), null, null, [Finding.SignatureWrong()]),
                new DigestResult(
                    Chain with
                    {
                        Region = "eu-west-1",
                    },
                    isBackfill: false,
                    At("e"),
                    null,
                    null,
                    [Finding.SignatureUnknown()]
                )
            )
            .Should()
            .EndWith(
                """
                No valid digests found in range

                0/2 digest files valid, 1/2 digest files INVALID, 1/2 digest files COULD NOT CHECK

                111122223333	us-east-2	INVALID	0/1 digest files valid, 1/1 digest files INVALID
                111122223333	eu-west-1	INCOMPLETE	0/1 digest files valid, 1/1 digest files COULD NOT CHECK

                """
            );

    private string Written(params CheckResult[] results) => Written(isVerbose: true, results);

    private string Written(bool isVerbose, params CheckResult[] results)
    {
        var text = new TextReport(_both, _both, isVerbose);
        foreach (var result in results)
            text.Write(result);
        return _both.ToString();
    }

    private string Summary(params CheckResult[] results)
    {
        _both.GetStringBuilder().Clear();
        var report = new VerificationSummary(Trail, _report.Requested);
        var text = new TextReport(_both, _both, isVerbose: true);
        foreach (var result in results)
        {
            report.Add(result);
            text.Write(result);
        }
        text.End(report);
        return _both.ToString();
    }

    private static LogFileResult Valid(string path) => new(Chain, isBackfill: false, Entry(path), []);

    private static LogFileResult Invalid(string path) =>
        new(Chain, isBackfill: false, Entry(path), [Finding.LogFileMissing()]);

    private static LogFileEntry Entry(string path) => new(At(path), default, Algorithms.Sha256, null, null);

    private static ObjectLocation At(string path) => new("bucket", path);
}
