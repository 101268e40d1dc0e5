using Integrity.Cli;
using Integrity.Findings;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Cli;

public sealed class ValidateLogsTests
{
    private static readonly string[] Valid =
    [
        .. new Vector("valid").Arguments,
        "--source",
        new Vector("valid").Buckets,
        "--keys",
        new Vector("valid").PublicKeys,
    ];

    [Theory]
    [InlineData("2025-05-04T10:00:00Z")]
    [InlineData("2025-05-04T10:00:00")]
    [InlineData("2025-05-04T10:00Z")]
    [InlineData("2025-05-04T10Z")]
    [InlineData("2025-05-04 10:00:00")]
    [InlineData("20250504T100000Z")]
    [InlineData("2025-05-04T10:00:00.000Z")]
    [InlineData("2025-05-04T19:00:00+09:00")]
    [InlineData("2025-05-04T03:00:00-07:00")]
    [InlineData("2025-05-04T15:30:00+05:30")]
    public async Task Offsets_are_respected_in_every_format_and_the_default_is_UTC(string start)
    {
        var arguments = Valid.Select(argument => argument == "2025-05-04T10:00:00Z" ? start : argument).ToArray();

        var run = await ProgramRun.OfAsync(arguments);

        run.Should().Be(new ProgramRun(0, new Vector("valid").Read("expected.stdout"), ""));
    }

    [Fact]
    public async Task A_date_without_a_time_means_midnight()
    {
        var run = await ProgramRun.OfAsync([
            .. Valid.Select(argument => argument == "2025-05-04T10:00:00Z" ? "2025-05-04" : argument),
        ]);

        run.Output.Should()
            .StartWith(
                "Validating log files for trail arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail "
                    + "between 2025-05-04T00:00:00Z and "
            );
        run.ExitCode.Should().Be(3, "the first ten hours have no digest");
    }

    [Fact]
    public async Task Without_an_end_the_range_ends_now_and_the_last_two_hours_need_no_digest_yet()
    {
        var withoutEnd = Valid.Where(argument => argument is not ("--end-time" or "2025-05-04T16:00:00Z")).ToArray();

        var inTime = await ProgramRun.AtAsync(
            new FixedClock(new DateTimeOffset(2025, 5, 4, 18, 0, 0, TimeSpan.Zero)),
            withoutEnd
        );
        var late = await ProgramRun.AtAsync(
            new FixedClock(new DateTimeOffset(2025, 5, 4, 18, 0, 1, TimeSpan.Zero)),
            withoutEnd
        );

        (inTime.ExitCode, inTime.Errors).Should().Be((0, ""));
        inTime.Output.Should().Contain("between 2025-05-04T10:00:00Z and 2025-05-04T18:00:00Z\n");
        late.ExitCode.Should().Be(3);
        late.Errors.Should().Contain("Range\t2025-05-04T16:00:00Z to 2025-05-04T16:00:01Z\tNOT COVERED");
    }

    [Theory]
    [InlineData("valid", 0, 0)]
    [InlineData("newest-digests-missing", 3, 0)]
    [InlineData("chain-restarted", 3, 0)]
    [InlineData("log-deleted", 1, 1)]
    [InlineData("digest-deleted", 1, 1)]
    [InlineData("digest-no-metadata", 1, 1)]
    public async Task Fail_on_invalid_changes_the_exit_code_of_incomplete_but_not_of_invalid(
        string name,
        int strict,
        int lenient
    )
    {
        var vector = new Vector(name);
        string[] arguments = [.. vector.Arguments, "--source", vector.Buckets, "--keys", vector.PublicKeys];

        (await ProgramRun.OfAsync([.. arguments, "--fail-on", "incomplete"])).ExitCode.Should().Be(strict);
        var run = await ProgramRun.OfAsync([.. arguments, "--fail-on", "invalid"]);

        run.Should()
            .Be(
                new ProgramRun(lenient, vector.Read("expected.stdout"), vector.Read("expected.stderr")),
                "only the exit code changes"
            );
    }

    [Fact]
    public void No_setting_turns_an_invalid_verdict_into_success()
    {
        ExitCode.Of(Verdict.Invalid, failOnIncomplete: false).Should().Be(1);
        ExitCode.Of(Verdict.Invalid, failOnIncomplete: true).Should().Be(1);
        var ofNoVerdict = () => ExitCode.Of((Verdict)7, failOnIncomplete: false);
        ofNoVerdict.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task Keys_of_another_region_are_not_trusted_for_this_one()
    {
        using var scratch = new TempDirectory();
        scratch.CopyOf(Repository.PathTo("keys", "us-east-2"), "eu-west-1");

        var run = await ProgramRun.OfAsync([
            .. new Vector("valid").Arguments,
            "--source",
            new Vector("valid").Buckets,
            "--keys",
            scratch.Path,
        ]);

        run.ExitCode.Should().Be(1);
        run.Errors.Should().Contain("INVALID: public key not found in region us-east-2 for fingerprint");
    }

    [Fact]
    public async Task A_region_in_which_the_trail_has_no_digests_is_not_covered()
    {
        var run = await ProgramRun.OfAsync([.. Valid, "--region", "eu-west-1"]);

        run.ExitCode.Should().Be(3);
        run.Output.Should().EndWith("No digests found\n\n1 range NOT COVERED, 6 h in total\n");
        run.Errors.Should()
            .Contain("NOT COVERED: no digest file of trail example-trail for account 111122223333 in eu-west-1");
    }

    [Fact]
    public async Task The_prefix_is_optional_and_may_end_in_a_slash()
    {
        var vector = new Vector("prefix");
        string[] arguments =
        [
            .. vector.Arguments.Where(
                (a, i) => a != "--s3-prefix" && (i == 0 || vector.Arguments[i - 1] != "--s3-prefix")
            ),
            "--source",
            vector.Buckets,
            "--keys",
            vector.PublicKeys,
        ];
        var prefix = Path.GetRelativePath(
            Directory.GetDirectories(vector.Buckets).Single(),
            Directory.GetDirectories(vector.Buckets, "AWSLogs", SearchOption.AllDirectories).Single()
        )[..^"/AWSLogs".Length];

        foreach (string[] given in new string[][] { [], ["--s3-prefix", prefix], ["--s3-prefix", prefix + "/"] })
            (await ProgramRun.OfAsync([.. arguments, .. given]))
                .Should()
                .Be(new ProgramRun(0, vector.Read("expected.stdout"), ""));
    }

    [Fact]
    public async Task Verification_changes_nothing_in_the_directory()
    {
        using var scratch = new TempDirectory();
        var copy = scratch.CopyOf(new Vector("log-modified").Buckets, "copy");
        var before = scratch.State();

        await ProgramRun.OfAsync([
            .. new Vector("log-modified").Arguments,
            "--source",
            copy,
            "--keys",
            new Vector("log-modified").PublicKeys,
        ]);

        scratch.State().Should().Equal(before);
    }
}
