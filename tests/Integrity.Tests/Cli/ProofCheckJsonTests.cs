using System.Text.Json;
using System.Text.Json.Nodes;
using Integrity.Cli.Output;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Cli;

/// <summary>
/// <c>prove --format json</c>: the JSON output matches the text output and lists nothing as proved that was not
/// verified.
/// </summary>
public sealed class ProofCheckJsonTests : IDisposable
{
    private const string LogFile =
        "AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/"
        + "111122223333_CloudTrail_us-east-2_20250504T1100Z_BEEr7oHsX2WlHkDh.json.gz";
    private const string EventId = "7ac530c7-e6db-4e23-be70-0898f5a40e08";
    private const string SchemaPath = "schema/proof-check-v1.schema.json";

    private static readonly JsonElement Schema = JsonDocument
        .Parse(File.ReadAllText(Repository.PathTo("schema", "proof-check-v1.schema.json")))
        .RootElement;

    private readonly TempDirectory _folder = new();
    private readonly Vector _vector = new("valid");

    public static TheoryData<string, Type> Objects =>
        new()
        {
            { "proved", typeof(ProvedFacts) },
            { "logFile", typeof(ProvedLogFile) },
            { "event", typeof(ProvedRecord) },
            { "digestFile", typeof(ProvedListing) },
            { "step", typeof(ProofCheckStep) },
            { "finding", typeof(ProofCheckFinding) },
            { "tool", typeof(Integrity.Reporting.ReportTool) },
        };

    private string Proof => _folder.PathTo("proof.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_schema_has_the_members_of_the_output() =>
        SchemaAssertions.ShouldMatchType(Schema, ProofCheckJsonContext.Default.ProofCheckJson, SchemaPath);

    [Theory]
    [MemberData(nameof(Objects))]
    public void The_schema_has_the_members_of_each_part(string definition, Type type) =>
        SchemaAssertions.ShouldMatchType(
            Schema.GetProperty("$defs").GetProperty(definition),
            ProofCheckJsonContext.Default.GetTypeInfo(type)!,
            SchemaPath
        );

    [Fact]
    public void Every_part_of_the_schema_is_tested() =>
        Schema
            .GetProperty("$defs")
            .EnumerateObject()
            .Select(definition => definition.Name)
            .Should()
            .BeEquivalentTo([.. Objects.Select(row => row.Data.Item1), "verdict"]);

    [Fact]
    public async Task A_proved_event()
    {
        var made = await MakeAsync(
            "--event-id",
            EventId,
            "--start-time",
            "2025-05-04T10:00:00Z",
            "--end-time",
            "2025-05-04T16:00:00Z",
            "--to-newest"
        );
        var check = await CheckAsync();

        (made.ExitCode, check.ExitCode, check.Errors).Should().Be((0, 0, ""));
        var answer = JsonNode.Parse(check.Output)!;
        ((string)answer["verdict"]!, (string)answer["file"]!).Should().Be(("Valid", Proof));
        var proved = answer["proved"]!;
        ((string)proved["event"]!["id"]!, (int)proved["event"]!["index"]!).Should().Be((EventId, 0));
        ((string)proved["event"]!["record"]!["eventID"]!).Should().Be(EventId);
        ((string)proved["logFile"]!["location"]!).Should().Be((string)answer["steps"]!.AsArray()[^1]!["location"]!);
        ((string)proved["digestFile"]!["location"]!).Should().Be((string)answer["steps"]!.AsArray()[^2]!["location"]!);
        (
            (string)proved["accountId"]!,
            (string)proved["region"]!,
            (string)proved["trailName"]!,
            (int)proved["newerDigestFiles"]!
        )
            .Should()
            .Be(("111122223333", "us-east-2", "example-trail", 4));
    }

    [Fact]
    public async Task Its_sentences_are_those_of_the_text_output()
    {
        await MakeAsync("--log-file", LogFile);
        var text = (await ProgramRun.OfAsync("prove", "--check", Proof, "--keys", _vector.PublicKeys)).Output;
        var answer = JsonNode.Parse((await CheckAsync()).Output)!;

        answer["proved"]!["inWords"]!
            .AsArray()
            .Should()
            .HaveCount(6)
            .And.OnlyContain(sentence => text.Contains($"\n- {sentence}\n"));
        answer["notProved"]!
            .AsArray()
            .Should()
            .HaveCount(5)
            .And.OnlyContain(sentence => text.Contains(ToClause((string)sentence!)));
    }

    private static string ToClause(string sentence) =>
        $"\n- {char.ToLowerInvariant(sentence[0])}{sentence[1..].TrimEnd('.')}";

    [Fact]
    public async Task Writing_a_proof_prints_the_same_result_as_checking_it()
    {
        var made = JsonNode.Parse((await MakeAsync("--log-file", LogFile)).Output)!.AsObject();
        var check = JsonNode.Parse((await CheckAsync()).Output)!.AsObject();

        made.Remove("tool");
        check.Remove("tool");
        made.ToJsonString().Should().Be(check.ToJsonString());
    }

    [Fact]
    public async Task A_reached_checkpoint_is_named()
    {
        var checkpoint = _folder.PathTo("checkpoint.json");
        await ProgramRun.OfAsync([
            .. _vector.Arguments,
            "--source",
            _vector.Buckets,
            "--keys",
            _vector.PublicKeys,
            "--checkpoint",
            checkpoint,
        ]);
        await MakeAsync("--log-file", LogFile, "--checkpoint", checkpoint, "--hash-only");

        var proved = JsonNode.Parse((await CheckAsync("--checkpoint", checkpoint)).Output)!["proved"]!;

        ((string)proved["checkpointUntil"]!, (bool)proved["logFile"]!["isInProof"]!)
            .Should()
            .Be(("2025-05-04T16:00:00+00:00", false));
    }

    [Fact]
    public async Task A_tampered_proof_proves_nothing_and_its_text_is_escaped()
    {
        await MakeAsync("--log-file", LogFile);
        var json = JsonNode.Parse(File.ReadAllText(Proof))!;
        json["logFile"]!["s3Object"] = "\u001b[2J\u202e<b>elsewhere";
        File.WriteAllText(Proof, json.ToJsonString());

        var check = await CheckAsync();

        (check.ExitCode, check.Errors).Should().Be((1, ""));
        check.Output.Should().NotContainAny("\u001b", "\u202e", "<b>");
        var answer = JsonNode.Parse(check.Output)!;
        ((string)answer["verdict"]!, answer["proved"]).Should().Be(("Invalid", null));
        ((string)answer["notProved"]!.AsArray().Single()!).Should().Be("Anything: a proof is valid only as a whole.");
        answer["steps"]!
            .AsArray()
            .SelectMany(step => step!["findings"]!.AsArray())
            .Select(finding => (string)finding!["code"]!)
            .Should()
            .Equal("ProofNotListed");
    }

    [Fact]
    public async Task For_a_changed_log_file_no_proof_is_written_and_the_output_contains_the_reason()
    {
        var changed = _folder.CopyOf(_vector.Buckets, "changed");
        await File.AppendAllTextAsync(
            Directory.EnumerateFiles(changed, Path.GetFileName(LogFile), SearchOption.AllDirectories).Single(),
            "more"
        );

        var run = await ProgramRun.OfAsync(
            "prove",
            "--trail-arn",
            _vector.Trail.Arn,
            "--log-file",
            LogFile,
            "--source",
            changed,
            "--keys",
            _vector.PublicKeys,
            "--out",
            Proof,
            "--format",
            "json"
        );

        (run.ExitCode, File.Exists(Proof)).Should().Be((1, false));
        run.Errors.Should().StartWith("ctverify: cannot prove ");
        var answer = JsonNode.Parse(run.Output)!;
        ((string)answer["verdict"]!, answer["proved"], answer["file"]).Should().Be(("Invalid", null, null));
        run.Output.Should().Contain("LogFileTrailingData");
    }

    [Fact]
    public void A_record_with_more_than_the_maximum_depth_is_printed()
    {
        const int Depth = 990;
        var record = string.Concat(Enumerable.Repeat("{\"a\":", Depth)) + "1" + new string('}', Depth);
        var answer = new ProofCheckJson
        {
            Tool = new Integrity.Reporting.ReportTool("ctverify", "0.1.0", null),
            CheckedAt = FixedClock.AfterTheVectors.GetUtcNow(),
            Verdict = Integrity.Findings.Verdict.Valid,
            Proved = new ProvedFacts(
                new ProvedLogFile("s3://bucket/key", "", true),
                ProvedRecord.Of(new Integrity.Proofs.ProvedEvent("x", 0, System.Text.Encoding.UTF8.GetBytes(record))),
                new ProvedListing("s3://bucket/key", default, default, ""),
                "",
                "",
                "",
                "",
                0,
                null,
                []
            ),
            NotProved = [],
            Steps = [],
        };

        answer.ToJson().Count(c => c == '{').Should().BeGreaterThan(Depth);
    }

    private Task<ProgramRun> MakeAsync(params string[] what) =>
        ProgramRun.OfAsync([
            "prove",
            "--trail-arn",
            _vector.Trail.Arn,
            .. what,
            "--source",
            _vector.Buckets,
            "--keys",
            _vector.PublicKeys,
            "--out",
            Proof,
            "--format",
            "json",
        ]);

    private Task<ProgramRun> CheckAsync(params string[] more) =>
        ProgramRun.OfAsync(["prove", "--check", Proof, "--keys", _vector.PublicKeys, "--format", "json", .. more]);
}
