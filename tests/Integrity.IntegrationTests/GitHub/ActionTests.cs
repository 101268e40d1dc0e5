using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.GitHub;

/// <summary>The Action, run step by step as on GitHub, with the release that it pins.</summary>
public sealed class ActionTests(ActionTests.Job job) : IClassFixture<ActionTests.Job>, IDisposable
{
    private static readonly string[] Counts =
    [
        "digest-files-valid",
        "digest-files-invalid",
        "digest-files-could-not-check",
        "log-files-valid",
        "log-files-invalid",
        "log-files-could-not-check",
        "not-covered-ranges",
        "not-covered-seconds",
        "findings",
    ];

    private readonly TemporaryFolder _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("valid", 0, "valid", "6 0 0 12 0 0 0 0 0", "✅ Valid: ")]
    [InlineData("log-modified", 1, "invalid", "6 0 0 11 1 0 0 0 1", "❌ Invalid: ")]
    [InlineData("newest-digests-missing", 3, "incomplete", "4 0 0 8 0 0 1 7200 1", "⚠️ Incomplete: ")]
    public async Task Verdict_counts_reports_and_summary_are_written_for_every_verdict(
        string vector,
        int exitCode,
        string verdict,
        string counts,
        string sentence
    )
    {
        var run = await RunAsync(vector);

        run.ExitCode.Should().Be(exitCode, "{0}", run.Log);
        (run.Outputs["verdict"], run.Outputs["exit-code"]).Should().Be((verdict, $"{exitCode}"));
        if (vector != "newest-digests-missing")
            string.Join(' ', Counts.Select(name => run.Outputs[name])).Should().Be(counts);
        else
            run.Outputs["not-covered-seconds"].Should().NotBe("0");
        foreach (var kind in (string[])["json", "sarif", "xml", "html", "md"])
            File.Exists(_workspace.At(run.Outputs[$"report-{kind}"])).Should().BeTrue(kind);
        run.Summary.Should()
            .StartWith($"## {sentence}")
            .And.Be(await File.ReadAllTextAsync(_workspace.At(run.Outputs["report-md"])));
        new RunnerLog(run.Log)
            .Annotations.Select(annotation => annotation.Name)
            .Should()
            .Equal(
                verdict switch
                {
                    "valid" => [],
                    "invalid" => (string[])["error"],
                    _ => ["warning"],
                }
            );
    }

    [Theory]
    [InlineData("newest-digests-missing", 0)]
    [InlineData("log-modified", 1)]
    public async Task Fail_on_invalid_accepts_an_incomplete_run_but_never_an_invalid_one(string vector, int exitCode) =>
        (await RunAsync(vector, ("fail-on", "invalid"))).ExitCode.Should().Be(exitCode);

    [Theory]
    [InlineData("trail-arn", "nope", "--trail-arn: not the ARN of a trail: nope")]
    [InlineData("trail-arn", "--help", "--trail-arn: not the ARN of a trail: --help")]
    [InlineData("start-time", "", "option '--start-time' is required")]
    [InlineData("verbose", "yes", "verbose: not true or false: yes")]
    [InlineData("reports", "json pdf", "reports: unsupported format: pdf")]
    [InlineData("fail-on", "never", "--fail-on: argument 'never' not recognized")]
    [InlineData("region", "$(touch pwned)`touch pwned`", "--region: not a region: $(touch pwned)`touch pwned`")]
    [InlineData("s3-bucket", "x\n::error::forged", "--source: no AWSLogs directory in s3://x\\u000a::error::forged/")]
    public async Task An_invalid_input_is_reported_and_nothing_counts_as_verified(
        string input,
        string value,
        string error
    )
    {
        await RunAsync("valid");

        var run = await RunAsync("valid", (input, value));

        run.ExitCode.Should().Be(2, "{0}", run.Log);
        (run.Outputs["verdict"], run.Outputs["exit-code"], run.Outputs["log-files-valid"], run.Outputs["report-sarif"])
            .Should()
            .Be(("", "2", "", ""));
        run.Summary.Should().StartWith("## ⛔ Nothing was verified");
        var annotation = new RunnerLog(run.Log).Annotations.Should().ContainSingle().Subject;
        (annotation.Name, annotation.Properties).Should().Be(("error", "title=Nothing was verified"));
        annotation.Text.Should().StartWith(error);
        File.Exists(_workspace.At("pwned")).Should().BeFalse();
        if (input != "reports")
            Directory.Exists(_workspace.At("ctverify-report")).Should().BeTrue("an earlier step created it");
        if (input != "reports")
            Directory
                .GetFiles(_workspace.At("ctverify-report"))
                .Should()
                .BeEmpty("reports of an earlier step must not be mistaken for this step's");
    }

    [Fact]
    public async Task A_checkpoint_connects_two_runs()
    {
        (await RunAsync("valid", ("checkpoint", "checkpoint.json"))).ExitCode.Should().Be(0);

        var run = await RunAsync("newest-digests-missing", ("checkpoint", "checkpoint.json"), ("start-time", ""));

        run.ExitCode.Should().Be(1, "{0}", run.Log);
        run.Outputs["verdict"].Should().Be("invalid");
    }

    [Fact]
    public async Task Reports_that_cannot_be_written_fail_the_step_but_its_outputs_are_set()
    {
        await File.WriteAllTextAsync(_workspace.At("ctverify-report"), "a file in the way");

        var run = await RunAsync("valid");

        (run.ExitCode, run.Outputs["verdict"], run.Outputs["exit-code"], run.Outputs["report-json"])
            .Should()
            .Be((3, "valid", "3", ""));
        new RunnerLog(run.Log)
            .Annotations.Should()
            .ContainSingle()
            .Which.Text.Should()
            .StartWith("cannot write the reports: ");
    }

    /// <summary>Object paths chosen by an attacker who can deliver log files.</summary>
    public static TheoryData<string> HostilePaths =>
        [
            "::error::forged",
            "x\n::error::forged\n::set-output name=verdict::valid",
            "x\r::warning::forged",
            "##[error]forged",
            "x ##[add-mask]invalid",
            "##[set-env name=BASH_ENV;]evil",
            "x%0A::error::forged%25",
            "x](1,1): error CS0001: forged [y]",
            "\u202eexe.gnp\u2066",
            "<script>alert(1)</script><img src=x onerror=alert(1)>",
            "| a | b |\n\n# Valid\n\n[click](https://example.com) @octocat #1",
            "EOF\nverdict<<EOF\nvalid\nEOF",
            new string('k', 1_024),
        ];

    [Theory]
    [MemberData(nameof(HostilePaths))]
    public async Task A_hostile_object_path_creates_no_command_no_output_and_no_markup(string path)
    {
        var (source, keys) = SignedList([path]);

        var run = await RunAsync("valid", ("source", source), ("keys", keys), ("end-time", "2025-05-04T11:00:00Z"));

        var log = new RunnerLog(run.Log);
        run.ExitCode.Should().Be(1, "{0}", run.Log);
        log.Commands.Select(command => command.Name).Should().Equal("remove-matcher", "stop-commands", "error");
        log.Annotations.Single()
            .Text.Should()
            .NotContainAny("\n", "\r", "\u202e")
            .And.Contain("s3://amzn-s3-demo-bucket/");
        (run.Outputs["verdict"], run.Outputs["log-files-invalid"]).Should().Be(("invalid", "1"));
        Encoding.UTF8.GetByteCount(run.Summary).Should().BeLessThan(1 << 20);
        await ShouldRenderHarmlesslyAsync(run.Summary);
    }

    [Fact]
    public async Task Ten_findings_are_shown_the_worst_first_and_the_rest_are_counted()
    {
        var (source, keys) = SignedList([.. Enumerable.Range(0, 25).Select(i => $"AWSLogs/{i:00}")]);

        // The second hour has no digest. It is not covered, which is less severe than invalid.
        var run = await RunAsync("valid", ("source", source), ("keys", keys), ("end-time", "2025-05-04T12:00:00Z"));

        var annotations = new RunnerLog(run.Log).Annotations.ToList();
        run.Outputs["findings"].Should().Be("26");
        annotations.Should().HaveCount(10).And.OnlyContain(annotation => annotation.Name == "error");
        annotations[^1].Text.Should().Be("17 more findings: see the job summary and the reports");
    }

    private static async Task ShouldRenderHarmlesslyAsync(string markdown)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.At("summary.md"), markdown);
        var html = (
            await ExternalProgram.CmarkGfm.RunAsync(
                "--unsafe",
                "-e",
                "table",
                "-e",
                "autolink",
                "-e",
                "strikethrough",
                folder.At("summary.md")
            )
        ).Output;
        Regex
            .Matches(html, "</?[a-z0-9]+", RegexOptions.None, TimeSpan.FromSeconds(1))
            .Select(match => match.Value.TrimStart('<', '/'))
            .Distinct(StringComparer.Ordinal)
            .Should()
            .BeSubsetOf([
                "h2",
                "h3",
                "p",
                "br",
                "table",
                "thead",
                "tbody",
                "tr",
                "th",
                "td",
                "strong",
                "pre",
                "code",
                "wbr",
                "ul",
                "li",
                "details",
                "summary",
            ]);
    }

    /// <summary>
    /// Writes a digest, signed by a trusted key, that lists log files with these paths. None of them exists.
    /// </summary>
    private (string Source, string Keys) SignedList(string[] paths)
    {
        var (store, publicKey) = (_workspace.At("store"), _workspace.At("public.pem"));
        using var rsa = RSA.Create(2048);
        File.WriteAllText(publicKey, rsa.ExportSubjectPublicKeyInfoPem());
        var fingerprint = Convert.ToHexStringLower(MD5.HashData(rsa.ExportRSAPublicKey()));
        var digest = HandWrittenDigest.Write(
            fingerprint,
            paths.Select(path => (JsonEncodedText.Encode(path).ToString(), new byte[32]))
        );
        HandWrittenDigest.Put(
            store,
            digest,
            rsa.SignData(
                Encoding.UTF8.GetBytes(HandWrittenDigest.SigningString(digest)),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            )
        );
        return (store, publicKey);
    }

    private Task<ActionRun> RunAsync(string vector, params (string Name, string Value)[] changes)
    {
        var at = RepositoryFolder.At("testdata", "vectors", vector);
        var inputs = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["trail-arn"] = SampleTrail.Arn,
            ["start-time"] = "2025-05-04T10:00:00Z",
            ["end-time"] = "2025-05-04T16:00:00Z",
            ["source"] = Path.Combine(at, "buckets"),
            ["keys"] = Path.Combine(at, "public-keys.json"),
        };
        foreach (var (name, value) in changes)
            inputs[name] = value;
        return ActionRun.OfAsync(inputs, _workspace.Root, job.Temporary, job.Action);
    }

    /// <summary>The job that all tests are steps of. The first step installs the pinned release.</summary>
    public sealed class Job : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();
        private ReleaseServer _server = null!;

        public string Temporary => _folder.Root;

        public string Action => _server.Action;

        public async ValueTask InitializeAsync() => _server = await ReleaseServer.StartAsync();

        public ValueTask DisposeAsync()
        {
            _server.Dispose();
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
