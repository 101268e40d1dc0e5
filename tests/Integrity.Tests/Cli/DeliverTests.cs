using Integrity.Tests.Support;

namespace Integrity.Tests.Cli;

/// <summary><c>deliver</c>: directories, output and exit codes.</summary>
public sealed class DeliverTests : IDisposable
{
    private const string Arn = "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail";
    private const string Keys =
        "AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/111122223333_CloudTrail_us-east-2_20250504T";

    private static readonly DateTimeOffset Start = new(2025, 5, 4, 10, 7, 0, TimeSpan.Zero);

    private readonly TempDirectory _folder = new();

    private string Logs => _folder.PathTo("logs");

    private string Store => _folder.PathTo("trail");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_of_a_directory_are_delivered_in_order_of_name_with_one_line_each()
    {
        WriteLogs();

        var run = await DeliverAsync(Start, Logs);

        run.ExitCode.Should().Be(0);
        run.Errors.Should().Be($"note: {Store} is the root of the bucket trail\n");
        run.Output.Should()
            .Match(
                $"Log file\t{Logs}/a.log\tdelivered to s3://trail/{Keys}1007Z_*.json.gz\n"
                    + $"Log file\t{Logs}/below/b.log\tdelivered to s3://trail/{Keys}1007Z_*.json.gz\n"
                    + $"Log file\t{Logs}/empty.log\tempty, a pipe or a device; skipped\n"
                    + $"Log file\t{Logs}/same.log\twas already delivered to s3://trail/{Keys}1007Z_*.json.gz\n"
                    + "\n2 log files delivered, 1 already delivered, 1 empty\n"
            );
    }

    [Fact]
    public async Task Log_files_are_delivered_built_and_verified()
    {
        WriteLogs();
        await DeliverAsync(Start, Logs);
        var keys = _folder.PathTo("keys");
        await ProgramRun.OfAsync("keys", "generate", "--region", "us-east-2", "--out", keys);

        var built = await ProgramRun.OfAsync(
            "build",
            "--store",
            Store,
            "--trail-arn",
            Arn,
            "--keys",
            keys,
            "--until",
            "2025-05-04T11:00:00Z"
        );
        var verified = await ProgramRun.OfAsync(
            "validate-logs",
            "--trail-arn",
            Arn,
            "--start-time",
            "2025-05-04T10:00:00Z",
            "--end-time",
            "2025-05-04T11:00:00Z",
            "--source",
            Store,
            "--keys",
            keys
        );

        built.Output.Should().Contain("written, 2 log files");
        verified.ExitCode.Should().Be(0);
        verified.Output.Should().EndWith("1/1 digest files valid\n2/2 log files valid\n");
    }

    [Fact]
    public async Task Deliveries_into_hours_with_digests_are_noted_and_then_listed_in_backfill_digests()
    {
        WriteLogs();
        await DeliverAsync(Start, Logs);
        var keys = _folder.PathTo("keys");
        await ProgramRun.OfAsync("keys", "generate", "--region", "us-east-2", "--out", keys);
        await BuildAsync("2025-05-04T13:00:00Z");
        File.WriteAllText(Path.Combine(Logs, "late.log"), "late\n");

        var past = await DeliverAsync(
            Start.AddHours(3),
            Path.Combine(Logs, "late.log"),
            "--delivered-at",
            "2025-05-04T10:30"
        );
        var now = await DeliverAsync(Start.AddHours(4), Logs);
        var built = await BuildAsync("2025-05-04T15:00:00Z");

        past.ExitCode.Should().Be(0);
        past.Errors.Should()
            .EndWith(
                "note: some log files were delivered into hours from 2025-05-04T10:30:00Z that already "
                    + "have digests\n"
                    + "hint: to list them in backfill digests, run ctverify build with a --look-back that "
                    + "reaches these hours, for example --look-back all\n"
            );
        now.Errors.Should().NotContain("already have digests");
        built.Output.Should().MatchRegex("_backfill\\.json\\.gz\twritten, 1 log file");

        Task<ProgramRun> BuildAsync(string until) =>
            ProgramRun.OfAsync("build", "--store", Store, "--trail-arn", Arn, "--keys", keys, "--until", until);
    }

    [Fact]
    public async Task Delivering_again_changes_nothing()
    {
        WriteLogs();
        await DeliverAsync(Start, Logs);
        var before = _folder.State();

        var again = await DeliverAsync(Start.AddDays(3), Logs);

        again.ExitCode.Should().Be(0);
        again.Output.Should().EndWith("\n0 log files delivered, 3 already delivered, 1 empty\n");
        _folder.State().Should().Equal(before);
    }

    [Fact]
    public async Task Moved_files_are_deleted_and_others_are_kept()
    {
        WriteLogs();

        var run = await DeliverAsync(Start, Logs, "--move");

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("/a.log\tmoved to s3://").And.Contain("; deleted\n");
        Directory.GetFiles(Logs, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Should().Equal("empty.log");
    }

    [Fact]
    public async Task A_dry_run_prints_the_names_and_changes_nothing()
    {
        WriteLogs();
        var before = _folder.State();

        var run = await DeliverAsync(Start, Logs, "--move", "--dry-run", "--delivered-at", "2024-01-31");

        run.ExitCode.Should().Be(0);
        run.Output.Should()
            .Contain(
                "/a.log\twould be delivered to s3://trail/AWSLogs/111122223333/CloudTrail/us-east-2/2024/01/31/"
                    + "111122223333_CloudTrail_us-east-2_20240131T0000Z_"
            )
            .And.EndWith("\n2 log files would be delivered, 1 already delivered, 1 empty\n");
        _folder.State().Should().Equal(before);
    }

    [Fact]
    public async Task Failed_files_are_named_and_the_others_are_delivered()
    {
        WriteLogs();
        File.CreateSymbolicLink(Path.Combine(Logs, "link"), "/etc/hostname");
        var broken = _folder.Write("broken\u001b.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]);

        var run = await DeliverAsync(Start, broken, Logs, _folder.PathTo("missing"), Path.Combine(Logs, "link"));

        run.ExitCode.Should().Be(3);
        run.Output.Should().EndWith("\n2 log files delivered, 1 already delivered, 1 empty, 3 FAILED\n");
        run.Errors.Should()
            .Be(
                $"note: {Store} is the root of the bucket trail\n"
                    + $"note: {Logs}/link is a symbolic link; skipped\n"
                    + $"ctverify: {_folder.Path}/broken\\u001b.gz: its gzip stream is truncated\n"
                    + $"ctverify: {_folder.Path}/missing: no such file\n"
                    + $"ctverify: {Logs}/link: it is a symbolic link, and links are not followed\n"
                    + "hint: deliver it when it is complete\nhint: pass the file itself\n"
            );
    }

    [Fact]
    public async Task A_store_inside_the_log_directory_is_not_delivered_into_itself()
    {
        WriteLogs();
        var store = Path.Combine(Logs, "trail");
        string[] arguments = ["deliver", Logs, "--to", store, "--account", "111122223333", "--region", "us-east-2"];

        var first = await ProgramRun.AtAsync(new FixedClock(Start), arguments);
        var second = await ProgramRun.AtAsync(new FixedClock(Start), arguments);
        var third = await ProgramRun.AtAsync(new FixedClock(Start), ["deliver", store, .. arguments[2..]]);

        first.Output.Should().EndWith("\n2 log files delivered, 1 already delivered, 1 empty\n");
        second.Output.Should().EndWith("\n0 log files delivered, 3 already delivered, 1 empty\n");
        third
            .Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    $"note: {store} is the root of the bucket trail\nctverify: {store} is inside the store\n"
                        + "hint: pass log files from another directory\n"
                )
            );
    }

    [Fact]
    public async Task A_named_bucket_gets_a_subdirectory_and_is_found_again()
    {
        WriteLogs();

        var first = await DeliverAsync(Start, Logs, "--bucket", "web", "--prefix", "nginx/");
        var again = await DeliverAsync(Start, Logs);
        var other = await DeliverAsync(Start, Logs, "--bucket", "other");
        var either = await DeliverAsync(Start, Logs);

        first.Errors.Should().BeEmpty();
        Directory
            .GetFiles(Path.Combine(Store, "web/nginx/AWSLogs"), "*.json.gz", SearchOption.AllDirectories)
            .Should()
            .HaveCount(2);
        again.Output.Should().Contain("3 already delivered");
        Directory
            .GetFiles(Path.Combine(Store, "other/AWSLogs"), "*.json.gz", SearchOption.AllDirectories)
            .Should()
            .HaveCount(2);
        other.ExitCode.Should().Be(0);
        either
            .Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    "ctverify: --to: several AWSLogs directories: s3://other/, s3://web/nginx/\n"
                        + "hint: choose one with --bucket and --prefix\n"
                )
            );
    }

    [Theory]
    [InlineData("--account", "1234", "ctverify: --account: not an account ID: 1234; pass 12 digits")]
    [InlineData(
        "--organization",
        "example",
        "ctverify: --organization: not an organization ID: example; use the form o-exampleorgid"
    )]
    [InlineData("--delivered-at", "yesterday", "ctverify: --delivered-at: not a time: yesterday")]
    [InlineData(
        "--delivered-at",
        "2025-05-04T10:08:00Z",
        "ctverify: --delivered-at 2025-05-04T10:08:00Z is in the future"
    )]
    [InlineData("--prefix", "nginx", "ctverify: --prefix requires --bucket in a new directory")]
    [InlineData("--to", "/dev/null", "ctverify: --to: not a directory: /dev/null")]
    [InlineData("--to", "s3://bucket/prefix", "ctverify: --to: not the URL of a bucket: s3://bucket/prefix")]
    public async Task An_invalid_option_is_rejected_before_any_work(string option, string value, string expected)
    {
        WriteLogs();
        var before = _folder.State();
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["--to"] = Store,
            ["--account"] = "111122223333",
            ["--region"] = "us-east-2",
            [option] = value,
        };

        var run = await ProgramRun.AtAsync(
            new FixedClock(Start),
            ["deliver", Logs, .. arguments.SelectMany(pair => new[] { pair.Key, pair.Value })]
        );

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should().StartWith(expected + "\nhint: ");
        _folder.State().Should().Equal(before);
    }

    /// <summary>
    /// Writes two log files, one with the same content as the first, and an empty one, all some time old.
    /// </summary>
    private void WriteLogs()
    {
        foreach (
            var (name, content) in new[]
            {
                ("a.log", "GET /\n"),
                ("below/b.log", "GET /b\n"),
                ("same.log", "GET /\n"),
                ("empty.log", ""),
            }
        )
            File.SetLastWriteTimeUtc(_folder.Write($"logs/{name}", content), Start.AddMinutes(-1).UtcDateTime);
    }

    private Task<ProgramRun> DeliverAsync(DateTimeOffset now, params string[] arguments) =>
        ProgramRun.AtAsync(
            new FixedClock(now),
            ["deliver", .. arguments, "--to", Store, "--account", "111122223333", "--region", "us-east-2"]
        );
}
