using System.Text.Json.Nodes;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Cli;

public sealed class ProveCommandTests : IDisposable
{
    private const string Arn = "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail";
    private const string LogFile =
        "AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/"
        + "111122223333_CloudTrail_us-east-2_20250504T1100Z_BEEr7oHsX2WlHkDh.json.gz";
    private const string EventId = "7ac530c7-e6db-4e23-be70-0898f5a40e08";

    private readonly TempDirectory _folder = new();

    private static string Keys => new Vector("valid").PublicKeys;

    private string Proof => _folder.PathTo("proof.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Writing_and_checking_a_proof_print_the_same()
    {
        var made = await ProveAsync("--log-file", LogFile);
        var check = await ProgramRun.OfAsync("prove", "--check", Proof, "--keys", Keys);

        (made.ExitCode, made.Errors).Should().Be((0, ""));
        check
            .Should()
            .Be(new ProgramRun(0, made.Output[(made.Output.IndexOf("\n\n", StringComparison.Ordinal) + 2)..], ""));
        check
            .Output.Should()
            .Contain($"Log file\ts3://amzn-s3-demo-bucket/{LogFile}\tvalid\n")
            .And.Contain("\nThis proves:\n- The log file s3://amzn-s3-demo-bucket/")
            .And.Contain("\nIt does not prove:\n- that the log file is true or complete");
    }

    [Fact]
    public async Task An_event_is_proved_and_its_record_printed()
    {
        var made = await ProveAsync(
            "--event-id",
            EventId,
            "--start-time",
            "2025-05-04T10:00:00Z",
            "--end-time",
            "2025-05-04T16:00:00Z",
            "--to-newest"
        );
        var check = await ProgramRun.OfAsync("prove", "--check", Proof, "--keys", Keys);

        (made.ExitCode, check.ExitCode, check.Errors).Should().Be((0, 0, ""));
        check
            .Output.Should()
            .Contain($"- Record 0 (counted from 0) of the log file is event {EventId}.\n")
            .And.Contain("- 4 newer digest files link to it")
            .And.Contain("\nRecord:\n{\n  ")
            .And.Contain("UpdateFunctionCode20150331v2");
    }

    [Fact]
    public async Task A_checkpoint_of_validate_logs_pins_the_chain()
    {
        var checkpoint = _folder.PathTo("checkpoint.json");
        await ProgramRun.OfAsync([
            .. new Vector("valid").Arguments,
            "--source",
            new Vector("valid").Buckets,
            "--keys",
            Keys,
            "--checkpoint",
            checkpoint,
        ]);

        var made = await ProveAsync(
            "--log-file",
            "s3://amzn-s3-demo-bucket/" + LogFile,
            "--checkpoint",
            checkpoint,
            "--hash-only"
        );
        var check = await ProgramRun.OfAsync("prove", "--check", Proof, "--keys", Keys, "--checkpoint", checkpoint);
        await ProveAsync("--log-file", LogFile);
        var unconnected = await ProgramRun.OfAsync(
            "prove",
            "--check",
            Proof,
            "--keys",
            Keys,
            "--checkpoint",
            checkpoint
        );

        (made.ExitCode, check.ExitCode, unconnected.ExitCode).Should().Be((0, 0, 3));
        check
            .Output.Should()
            .Contain("is the digest file of your checkpoint")
            .And.Contain("This proof does not contain the log file.")
            .And.NotContain("the holder of the key can sign others");
        unconnected.Errors.Should().Contain("COULD NOT CHECK: the checkpoint's digest file is not in the proof");
        unconnected.Output.Should().Contain("This proves nothing");
    }

    [Fact]
    public async Task A_tampered_proof_exits_with_1_and_an_invalid_file_with_2()
    {
        await ProveAsync("--log-file", LogFile);
        var json = JsonNode.Parse(File.ReadAllText(Proof))!;
        json["logFile"]!["s3Object"] = "\u001b[2Jelsewhere";
        var tampered = await ProgramRun.OfAsync(
            "prove",
            "--check",
            _folder.Write("tampered.json", json.ToJsonString()),
            "--keys",
            Keys
        );
        var none = await ProgramRun.OfAsync("prove", "--check", _folder.Write("none.json", "{}"), "--keys", Keys);

        (tampered.ExitCode, none.ExitCode, none.Output).Should().Be((1, 2, ""));
        tampered
            .Errors.Should()
            .Contain("INVALID: the digest file in the proof does not list it")
            .And.Contain("\\u001b[2Jelsewhere")
            .And.NotContain("\u001b");
        none.Errors.Should()
            .Contain("is not a proof: invalid JSON, or a member is missing or has the wrong type\nhint: ");
    }

    [Fact]
    public async Task A_modified_log_file_cannot_be_proved()
    {
        var vector = new Vector("log-modified");
        var modified = Directory
            .EnumerateFiles(vector.Buckets, "*T1355Z_AzKOwsuMccYnSeMN.json.gz", SearchOption.AllDirectories)
            .Single();

        var run = await ProgramRun.OfAsync(
            "prove",
            "--trail-arn",
            Arn,
            "--log-file",
            Path.GetRelativePath(Directory.GetDirectories(vector.Buckets).Single(), modified),
            "--source",
            vector.Buckets,
            "--keys",
            vector.PublicKeys,
            "--out",
            Proof
        );

        (run.ExitCode, File.Exists(Proof)).Should().Be((1, false));
        run.Errors.Should().Contain("INVALID: hash value doesn't match").And.Contain("ctverify: cannot prove ");
    }

    [Fact]
    public async Task A_missing_event_exits_with_3()
    {
        var run = await ProveAsync(
            "--event-id",
            "00000000-0000-0000-0000-000000000000",
            "--start-time",
            "2025-05-04T10:00:00Z",
            "--end-time",
            "2025-05-04T16:00:00Z"
        );

        (run.ExitCode, File.Exists(Proof)).Should().Be((3, false));
        run.Errors.Should()
            .StartWith(
                "ctverify: cannot prove the event 00000000-0000-0000-0000-000000000000: not found (6 verified "
                    + "digest files)\nhint: "
            );
    }

    [Fact]
    public async Task Checking_a_proof_requires_keys_from_a_trusted_source()
    {
        await ProveAsync("--log-file", LogFile);

        (await ProgramRun.OfAsync("prove", "--check", Proof))
            .Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    "ctverify: option '--keys' is required\n"
                        + "hint: pass the trail's public keys from a trusted source; keys that come with a proof "
                        + "prove nothing\n"
                )
            );
    }

    [Theory]
    [InlineData("option '--out' is required", "prove", "--trail-arn", Arn, "--log-file", LogFile)]
    [InlineData("option '--trail-arn' is required", "prove", "--log-file", LogFile, "--out", "x.json")]
    [InlineData("option '--keys' is required", "prove", "--check", "{proof}")]
    [InlineData("no such file", "prove", "--check", "nowhere.json")]
    [InlineData("--check cannot be combined with", "prove", "--check", "nowhere.json", "--out", "x.json")]
    [InlineData("either --log-file or --event-id", "prove", "--trail-arn", Arn, "--out", "x.json")]
    [InlineData(
        "either --log-file or --event-id",
        "prove",
        "--trail-arn",
        Arn,
        "--log-file",
        LogFile,
        "--event-id",
        EventId,
        "--out",
        "x.json"
    )]
    [InlineData(
        "option '--start-time' is required",
        "prove",
        "--trail-arn",
        Arn,
        "--event-id",
        EventId,
        "--out",
        "x.json"
    )]
    [InlineData(
        "--hash-only cannot be combined with --event-id",
        "prove",
        "--trail-arn",
        Arn,
        "--event-id",
        EventId,
        "--hash-only",
        "--out",
        "x.json"
    )]
    [InlineData(
        "--log-file: not the object path of a log file",
        "prove",
        "--trail-arn",
        Arn,
        "--log-file",
        "s3://bucket",
        "--out",
        "x.json"
    )]
    [InlineData(
        "--checkpoint: nowhere.json does not exist",
        "prove",
        "--trail-arn",
        Arn,
        "--log-file",
        LogFile,
        "--checkpoint",
        "nowhere.json",
        "--out",
        "x.json"
    )]
    public async Task Invalid_command_lines(string error, params string[] arguments)
    {
        await ProveAsync("--log-file", LogFile);

        var run = await ProgramRun.OfAsync([
            .. arguments.Select(argument => argument.Replace("{proof}", Proof, StringComparison.Ordinal)),
        ]);

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should().Contain(error).And.Contain("\nhint: ");
    }

    private Task<ProgramRun> ProveAsync(params string[] what) =>
        ProgramRun.OfAsync([
            "prove",
            "--trail-arn",
            Arn,
            .. what,
            "--source",
            new Vector("valid").Buckets,
            "--keys",
            Keys,
            "--out",
            Proof,
        ]);
}
