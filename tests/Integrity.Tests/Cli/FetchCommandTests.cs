using System.Text.Json.Nodes;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Cli;

/// <summary><c>fetch</c> from a directory: output, exit codes, and verification of the copy.</summary>
public sealed class FetchCommandTests : IDisposable
{
    private readonly TempDirectory _scratch = new();

    public static TheoryData<string> Vectors => new(Vector.AllNames);

    private string Copy => _scratch.PathTo("copy");

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task A_fetched_vector_has_the_same_result_as_the_original(string name)
    {
        var vector = new Vector(name);

        var fetched = await FetchAsync(vector);
        var copy = await ValidateAsync(vector, "--format", "json");

        fetched.ExitCode.Should().Be(vector.ExitCode, "{0}", fetched);
        copy.ExitCode.Should().Be(vector.ExitCode);
        Report(copy)
            .Should()
            .Be(
                Report(
                    await ProgramRun.OfAsync([
                        .. vector.Arguments,
                        "--source",
                        vector.Buckets,
                        "--keys",
                        vector.PublicKeys,
                        "--format",
                        "json",
                    ])
                )
            );
        var text = await ValidateAsync(vector);
        text.Should()
            .Be(new ProgramRun(vector.ExitCode, vector.Read("expected.stdout"), vector.Read("expected.stderr")));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task A_bundle_of_a_fetched_vector_has_the_same_result_as_the_original(string name)
    {
        var vector = new Vector(name);
        var (key, bundle) = (
            _scratch.Write("seal.private.pem", TestKey.Second.Rsa.ExportPkcs8PrivateKeyPem()),
            _scratch.PathTo("bundle.tar")
        );
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await FetchAsync(vector);

        var bundled = await ProgramRun.OfAsync("bundle", Copy, "--out", bundle, "--signing-key", key);
        var run = await ProgramRun.OfAsync([
            .. vector.Arguments,
            "--source",
            bundle,
            "--keys",
            "bundle",
            "--bundle-key",
            _scratch.Write("seal.pem", TestKey.Second.Rsa.ExportSubjectPublicKeyInfoPem()),
            "--format",
            "json",
        ]);

        bundled.ExitCode.Should().Be(0, "{0}", bundled);
        run.ExitCode.Should().Be(vector.ExitCode, "{0}", run);
        Report(run)
            .Should()
            .Be(
                Report(
                    await ProgramRun.OfAsync([
                        .. vector.Arguments,
                        "--source",
                        vector.Buckets,
                        "--keys",
                        vector.PublicKeys,
                        "--format",
                        "json",
                    ])
                )
            );
    }

    [Fact]
    public async Task A_bundle_without_log_files_does_not_report_them_as_deleted()
    {
        var vector = new Vector("valid");
        await FetchAsync(vector, vector.Buckets, "--no-logs");
        await ProgramRun.OfAsync("bundle", Copy, "--out", _scratch.PathTo("bundle.tar"), "--unsigned");

        var run = await ProgramRun.OfAsync([
            .. vector.Arguments,
            "--source",
            _scratch.PathTo("bundle.tar"),
            "--keys",
            vector.PublicKeys,
        ]);

        run.ExitCode.Should().Be(3, "{0}", run);
        run.Output.Should().Contain("12/12 log files COULD NOT CHECK");
        run.Errors.Should().NotContain("INVALID");
    }

    [Fact]
    public async Task A_bundle_with_a_corrupt_fetch_manifest_is_rejected()
    {
        var vector = new Vector("valid");
        await FetchAsync(vector);
        await File.WriteAllTextAsync(Path.Combine(Copy, "manifest.jsonl"), "junk\n");

        var refused = await ProgramRun.OfAsync("bundle", Copy, "--out", _scratch.PathTo("bundle.tar"), "--unsigned");

        (refused.ExitCode, File.Exists(_scratch.PathTo("bundle.tar"))).Should().Be((3, false));
        refused.Errors.Should().Contain("is not the manifest of a fetch: cannot parse the line at byte 0\nhint: ");
    }

    [Fact]
    public async Task It_prints_how_much_was_fetched_and_how_much_was_already_present()
    {
        var vector = new Vector("valid");

        (await FetchAsync(vector))
            .Output.Should()
            .EndWith($"12/12 log files valid\n\n18 objects (0.0 MB) fetched into {Copy}, 0 already present\n");
        (await FetchAsync(vector))
            .Output.Should()
            .EndWith($"12/12 log files valid\n\n0 objects (0.0 MB) fetched into {Copy}, 18 already present\n");
    }

    [Fact]
    public async Task A_file_that_changed_between_two_fetches_is_named_and_the_exit_code_is_3()
    {
        var vector = new Vector("valid");
        var source = _scratch.CopyOf(vector.Buckets, "source");
        (await FetchAsync(vector, source)).ExitCode.Should().Be(0);
        var log = Directory
            .EnumerateFiles(source, "*_CloudTrail_*.json.gz", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .First();
        await File.AppendAllTextAsync(log, "more");

        var run = await FetchAsync(vector, source);

        run.ExitCode.Should().Be(3);
        run.Errors.Should()
            .Be(
                $"\nLog file\ts3://{Path.GetRelativePath(source, log)}\tCHANGED: changed since it was fetched; "
                    + $"the copy was kept: SHA-256 {Hash(Path.Combine(Copy, Path.GetRelativePath(source, log)))} in "
                    + $"the directory, {Hash(log)} in the store\n"
            );
        run.Output.Should().EndWith("18 already present, 1 COULD NOT BE FETCHED or CHANGED\n");
    }

    [Fact]
    public async Task Without_log_files_a_note_is_printed_and_the_copy_is_incomplete()
    {
        var vector = new Vector("valid");

        var run = await FetchAsync(vector, vector.Buckets, "--no-logs");
        var copy = await ValidateAsync(vector);

        run.ExitCode.Should().Be(0);
        run.Output.Should()
            .Contain(
                "6/6 digest files valid\n\nLog files were neither downloaded nor verified (--no-logs)\n\n6 objects"
            );
        copy.ExitCode.Should().Be(3);
        copy.Output.Should().Contain("12/12 log files COULD NOT CHECK");
        copy.Errors.Should()
            .Contain("COULD NOT CHECK: it was not fetched\n")
            .And.NotContain("INVALID")
            .And.EndWith("hint: fetch the whole range with its log files (ctverify fetch, without --no-logs)\n");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_trail_the_hint_names_the_options_of_the_fetch(bool isBundled)
    {
        var vector = new Vector("valid");
        await FetchAsync(vector);
        var source = isBundled ? _scratch.PathTo("bundle.tar") : Copy;
        if (isBundled)
            await ProgramRun.OfAsync("bundle", Copy, "--out", source, "--unsigned");
        const string Hint =
            "hint: the copy was fetched with --trail-arn "
            + "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail --start-time 2025-05-04T10:00:00Z "
            + "--end-time 2025-05-04T16:00:00Z\n";

        var withoutTrail = await ProgramRun.OfAsync("validate-logs", "--source", source, "--keys", vector.PublicKeys);
        var withoutStart = await ProgramRun.OfAsync(
            "validate-logs",
            "--trail-arn",
            vector.Trail.Arn,
            "--source",
            source,
            "--keys",
            vector.PublicKeys
        );
        var inProve = await ProgramRun.OfAsync(
            "prove",
            "--event-id",
            "x",
            "--source",
            source,
            "--keys",
            vector.PublicKeys,
            "--out",
            _scratch.PathTo("proof.json")
        );

        withoutTrail.Should().Be(new ProgramRun(2, "", $"ctverify: option '--trail-arn' is required\n{Hint}"));
        withoutStart.Should().Be(new ProgramRun(2, "", $"ctverify: option '--start-time' is required\n{Hint}"));
        inProve.Should().Match<ProgramRun>(run => run.ExitCode == 2 && run.Errors.EndsWith(Hint));
    }

    [Theory]
    [InlineData("{\"kind\":\"fetch\"}\n")]
    [InlineData("junk\n")]
    [InlineData("")]
    public async Task An_unusable_manifest_gives_no_hint(string manifest)
    {
        _scratch.Write("copy/manifest.jsonl", manifest);

        (await ProgramRun.OfAsync("validate-logs", "--source", Copy, "--keys", new Vector("valid").PublicKeys))
            .Errors.Should()
            .EndWith("hint: see: ctverify validate-logs --help\n");
    }

    [Fact]
    public async Task Names_in_a_hostile_manifest_are_escaped()
    {
        await FetchAsync(new Vector("valid"));
        var manifest = Path.Combine(Copy, "manifest.jsonl");
        var text = await File.ReadAllTextAsync(manifest);
        await File.WriteAllTextAsync(
            manifest,
            text.Replace(
                "\"logFiles\":true}",
                "\"logFiles\":true,\"copy\":{\"bucket\":\"\\u001b[2J\",\"prefix\":\"\\u202e\"}}",
                StringComparison.Ordinal
            )
        );

        var run = await ValidateAsync(new Vector("valid"));

        run.Output.Should()
            .Contain("Read from the copy in s3://\\u001b[2J/\\u202e, instead of")
            .And.NotContain("\u001b")
            .And.NotContain("\u202e");
    }

    [Fact]
    public async Task An_unwritable_directory_is_an_error_at_once()
    {
        var file = _scratch.Write("file", "in the way");

        var run = await FetchAsync(
            new Vector("valid"),
            new Vector("valid").Buckets,
            "--out",
            Path.Combine(file, "copy")
        );

        run.ExitCode.Should().Be(3);
        run.Errors.Should()
            .Match(
                "ctverify: cannot write *: *\n"
                    + "hint: free disk space or use a writable directory, then run the command again to resume\n"
            );
    }

    [Fact]
    public async Task A_directory_in_use_by_another_fetch_is_rejected()
    {
        await FetchAsync(new Vector("valid"));
        using var held = new FileStream(
            Path.Combine(Copy, "manifest.jsonl"),
            FileMode.Open,
            FileAccess.ReadWrite,
            FileShare.None
        );

        (await FetchAsync(new Vector("valid"))).Errors.Should().Contain("hint: stop other fetches into this directory");
        (await ValidateAsync(new Vector("valid")))
            .Errors.Should()
            .Contain("hint: wait until the fetch into this directory has finished");
    }

    private Task<ProgramRun> FetchAsync(Vector vector) => FetchAsync(vector, vector.Buckets);

    private Task<ProgramRun> FetchAsync(Vector vector, string source, params string[] more) =>
        ProgramRun.OfAsync([
            "fetch",
            .. vector.Arguments.Skip(1).Where(argument => argument != "--verbose"),
            "--source",
            source,
            "--keys",
            vector.PublicKeys,
            .. more.Contains("--out") ? more : ["--out", Copy, .. more],
        ]);

    private Task<ProgramRun> ValidateAsync(Vector vector, params string[] more) =>
        ProgramRun.OfAsync([.. vector.Arguments, "--source", Copy, "--keys", Path.Combine(Copy, "keys"), .. more]);

    private static string Hash(string path) => Integrity.Digests.Sha256Hash.Of(File.ReadAllBytes(path)).ToString();

    private static string Report(ProgramRun run)
    {
        var report = JsonNode.Parse(run.Output)!.AsObject();
        report.Remove("tool");
        // Only the text about the bundle may differ.
        report.Remove("bundle");
        report["notProved"] = new JsonArray([
            .. report["notProved"]!
                .AsArray()
                .Select(sentence => (string)sentence!)
                .Where(sentence => !sentence.Contains("the bundle", StringComparison.Ordinal)),
        ]);
        return report.ToJsonString();
    }
}
