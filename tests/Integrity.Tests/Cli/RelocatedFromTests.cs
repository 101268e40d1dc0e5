using System.Text.Json.Nodes;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Cli;

/// <summary><c>--relocated-from</c> with copies in directories: output, reports and errors.</summary>
public sealed class RelocatedFromTests : IDisposable
{
    private const string Original = "s3://amzn-s3-demo-bucket";
    private const string SourceLine = "Read from the copy in s3://replica/2025/, instead of s3://amzn-s3-demo-bucket/";

    private readonly TempDirectory _scratch = new();

    public static TheoryData<string> Vectors =>
        new(
            Vector.AllNames.Except(
                ["prefix", "bucket-changed", "bucket-changed-digest-deleted"],
                StringComparer.Ordinal
            )
        );

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task A_copy_of_a_vector_has_the_result_of_the_original_and_is_named_in_the_output(string name)
    {
        var vector = new Vector(name);

        var run = await ValidateAsync(vector, CopyOf(vector), "--relocated-from", Original);

        var expected = vector.Read("expected.stdout");
        var header = expected.IndexOf("\n\n", StringComparison.Ordinal) + 2;
        run.Should()
            .Be(
                new ProgramRun(
                    vector.ExitCode,
                    expected.Insert(header, $"{SourceLine}\n\n"),
                    vector.Read("expected.stderr")
                )
            );
    }

    [Theory]
    [InlineData("s3://amzn-s3-demo-bucket/")]
    [InlineData("s3://amzn-s3-demo-bucket//")]
    public async Task A_trailing_slash_is_ignored(string original)
    {
        var vector = new Vector("valid");

        (await ValidateAsync(vector, CopyOf(vector), "--relocated-from", original)).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task A_copy_under_another_prefix_is_valid()
    {
        var vector = new Vector("prefix");
        const string prefix = "audit/logs";
        var source = _scratch.CopyOf(Path.Combine(vector.Buckets, "amzn-s3-demo-bucket", prefix), "source/replica");

        var run = await ProgramRun.OfAsync(
            "validate-logs",
            "--trail-arn",
            vector.Trail.Arn,
            "--start-time",
            "2025-05-04T10:00:00Z",
            "--end-time",
            "2025-05-04T16:00:00Z",
            "--source",
            Path.GetDirectoryName(source)!,
            "--keys",
            vector.PublicKeys,
            "--relocated-from",
            $"{Original}/{prefix}"
        );

        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should().Contain($"Read from the copy in s3://replica/, instead of {Original}/{prefix}/\n");
    }

    [Fact]
    public async Task Without_the_option_a_copy_is_invalid_and_the_hint_names_the_option()
    {
        var vector = new Vector("valid");

        var run = await ValidateAsync(vector, CopyOf(vector), "--no-unlisted");

        run.ExitCode.Should().Be(1);
        run.Errors.Should()
            .Contain("INVALID: has been moved from its original location")
            .And.EndWith($"hint: if this is a copy of {Original}/, pass --relocated-from {Original}/\n");
        (await ValidateAsync(vector, CopyOf(vector), "--relocated-from", $"{Original}/")).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Every_report_names_the_copy_and_lists_the_original_as_not_proved()
    {
        var vector = new Vector("valid");
        string[] reports =
        [
            .. new[] { "json", "sarif", "xml", "html", "md" }.Select(ending => _scratch.PathTo($"report.{ending}")),
        ];

        await ValidateAsync(
            vector,
            CopyOf(vector),
            ["--relocated-from", Original, .. reports.SelectMany(report => new[] { "--report", report })]
        );

        foreach (var report in reports)
        {
            var text = await File.ReadAllTextAsync(report);
            text.Should()
                .Contain("s3://replica/2025/", report)
                .And.Contain("s3://amzn-s3-demo-bucket/", report)
                .And.Contain(" is intact", report);
        }
        JsonNode.Parse(await File.ReadAllTextAsync(reports[0]))!["relocation"]!
            .ToJsonString()
            .Should()
            .Be("""{"original":"s3://amzn-s3-demo-bucket/","copy":"s3://replica/2025/"}""");
    }

    [Fact]
    public async Task A_checkpoint_of_the_original_is_valid_for_the_copy_and_vice_versa()
    {
        var vector = new Vector("valid");
        var copy = CopyOf(vector);
        var (ofOriginal, ofCopy) = (_scratch.PathTo("original.json"), _scratch.PathTo("copy.json"));
        (await ValidateAsync(vector, vector.Buckets, "--checkpoint", ofOriginal)).ExitCode.Should().Be(0);
        (await ValidateAsync(vector, copy, "--relocated-from", Original, "--checkpoint", ofCopy))
            .ExitCode.Should()
            .Be(0);
        (await File.ReadAllTextAsync(ofCopy)).Should().Be(await File.ReadAllTextAsync(ofOriginal));

        (await ValidateAsync(vector, copy, "--relocated-from", Original, "--checkpoint", ofOriginal))
            .ExitCode.Should()
            .Be(0);
        foreach (var newest in Directory.EnumerateFiles(copy, "*T160000Z.json.gz", SearchOption.AllDirectories))
            File.Delete(newest);
        var cut = await ValidateAsync(vector, copy, "--relocated-from", Original, "--checkpoint", ofOriginal);

        cut.ExitCode.Should().Be(1, "{0}", cut);
        cut.Errors.Should().Contain("although verified before");
    }

    [Fact]
    public async Task A_fetched_copy_verifies_as_the_original_and_its_manifest_names_the_source()
    {
        var vector = new Vector("valid");
        var (copy, folder) = (CopyOf(vector), _scratch.PathTo("fetched"));
        string[] range =
        [
            "--trail-arn",
            vector.Trail.Arn,
            "--start-time",
            "2025-05-04T10:00:00Z",
            "--end-time",
            "2025-05-04T16:00:00Z",
            "--keys",
            vector.PublicKeys,
        ];

        var fetched = await ProgramRun.OfAsync([
            "fetch",
            .. range,
            "--source",
            copy,
            "--relocated-from",
            Original,
            "--out",
            folder,
        ]);

        fetched.ExitCode.Should().Be(0, "{0}", fetched);
        (await File.ReadAllTextAsync(Path.Combine(folder, "manifest.jsonl")))
            .Should()
            .Contain("from the copy in s3://replica/2025/ instead of s3://amzn-s3-demo-bucket/");
        const string Mapping = """{"original":"s3://amzn-s3-demo-bucket/","copy":"s3://replica/2025/"}""";
        (await ProgramRun.OfAsync("bundle", folder, "--out", _scratch.PathTo("bundle.tar"), "--unsigned"))
            .ExitCode.Should()
            .Be(0);
        foreach (var source in (string[])[folder, _scratch.PathTo("bundle.tar")])
        {
            var text = await ProgramRun.OfAsync(["validate-logs", .. range, "--source", source]);
            var json = await ProgramRun.OfAsync(["validate-logs", .. range, "--source", source, "--format", "json"]);
            text.ExitCode.Should().Be(0, "{0}", text);
            text.Output.Should()
                .Contain(
                    "Read from the copy in s3://replica/2025/, instead of s3://amzn-s3-demo-bucket/\n",
                    "the copy is still named years later"
                );
            JsonNode.Parse(json.Output)!["relocation"]!.ToJsonString().Should().Be(Mapping);
        }
        File.Delete(Directory.EnumerateFiles(copy, "*_CloudTrail_*.json.gz", SearchOption.AllDirectories).First());
        (await ProgramRun.OfAsync(["fetch", .. range, "--source", copy, "--relocated-from", Original, "--out", folder]))
            .Errors.Should()
            .Contain("it is no longer in the store");
    }

    [Fact]
    public async Task A_log_file_of_a_copy_is_proved_under_its_original_name()
    {
        var vector = new Vector("valid");
        var path = Path.GetRelativePath(
            Path.Combine(vector.Buckets, "amzn-s3-demo-bucket"),
            Directory.EnumerateFiles(vector.Buckets, "*_20250504T1355Z_*.json.gz", SearchOption.AllDirectories).Single()
        );
        var proof = _scratch.PathTo("proof.json");

        var made = await ProgramRun.OfAsync(
            "prove",
            "--trail-arn",
            vector.Trail.Arn,
            "--log-file",
            $"{Original}/{path}",
            "--source",
            CopyOf(vector),
            "--relocated-from",
            Original,
            "--keys",
            vector.PublicKeys,
            "--out",
            proof
        );

        made.ExitCode.Should().Be(0, "{0}", made);
        (await ProgramRun.OfAsync("prove", "--check", proof, "--keys", vector.PublicKeys))
            .Output.Should()
            .Contain($"{Original}/{path}");
    }

    [Fact]
    public async Task A_copy_at_the_original_location_is_verified_without_relocation()
    {
        var vector = new Vector("valid");

        var run = await ValidateAsync(vector, vector.Buckets, "--relocated-from", Original);

        run.Should()
            .Be(
                new ProgramRun(
                    0,
                    vector.Read("expected.stdout"),
                    $"note: --relocated-from: {Original}/ is the location to verify, so nothing is relocated\n"
                )
            );
    }

    [Fact]
    public async Task One_of_several_possible_copies_must_be_chosen()
    {
        var vector = new Vector("valid");
        var source = CopyOf(vector);
        _scratch.CopyOf(Directory.GetDirectories(vector.Buckets).Single(), "source/amzn-s3-demo-bucket");

        var run = await ValidateAsync(vector, source, "--relocated-from", Original);

        run.ExitCode.Should().Be(2);
        run.Errors.Should()
            .Be(
                "ctverify: --relocated-from: 2 locations could be the copy: s3://amzn-s3-demo-bucket/, "
                    + "s3://replica/2025/\nhint: choose the copy with --s3-bucket and --s3-prefix\n"
            );
        (
            await ValidateAsync(
                vector,
                source,
                "--relocated-from",
                Original,
                "--s3-bucket",
                "replica",
                "--s3-prefix",
                "2025"
            )
        )
            .Output.Should()
            .Contain(SourceLine);
    }

    [Fact]
    public async Task In_S3_the_bucket_of_the_copy_is_required()
    {
        var run = await ProgramRun.OfAsync(
            "validate-logs",
            "--trail-arn",
            new Vector("valid").Trail.Arn,
            "--start-time",
            "2025-05-04",
            "--relocated-from",
            Original
        );

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should()
            .Be(
                "ctverify: --relocated-from: the copy is not specified\n"
                    + "hint: pass its bucket with --s3-bucket (and --s3-prefix), or its directory with --source\n"
            );
    }

    [Theory]
    [InlineData("amzn-s3-demo-bucket")]
    [InlineData("s3://")]
    [InlineData("s3:///prefix")]
    public async Task An_invalid_bucket_is_rejected(string original)
    {
        var run = await ValidateAsync(new Vector("valid"), new Vector("valid").Buckets, $"--relocated-from={original}");

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should()
            .Contain($"--relocated-from: not the URL of a bucket: {original}; use the form s3://bucket/prefix");
    }

    /// <summary>Creates a directory with the bucket of the vector, copied to <c>s3://replica/2025/</c>.</summary>
    private string CopyOf(Vector vector)
    {
        _scratch.CopyOf(Directory.GetDirectories(vector.Buckets).Single(), "source/replica/2025");
        return _scratch.PathTo("source");
    }

    private static Task<ProgramRun> ValidateAsync(Vector vector, string source, params string[] more) =>
        ProgramRun.OfAsync([.. vector.Arguments, "--source", source, "--keys", vector.PublicKeys, .. more]);
}
