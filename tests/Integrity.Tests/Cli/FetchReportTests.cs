using System.Text.Json.Nodes;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Cli;

/// <summary><c>fetch --report FILE --format json</c>: what was verified, downloaded and not downloaded.</summary>
public sealed class FetchReportTests : IDisposable
{
    private readonly TempDirectory _scratch = new();
    private readonly Vector _vector = new("valid");

    private string Copy => _scratch.PathTo("copy");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Only_the_JSON_report_is_printed_and_contains_what_was_fetched()
    {
        var run = await FetchAsync(_vector.Buckets, "--format", "json");

        (run.ExitCode, run.Errors).Should().Be((0, ""));
        var report = JsonNode.Parse(run.Output)!;
        ((string)report["verdict"]!).Should().Be("Valid");
        ((int)report["total"]!["logFiles"]!["valid"]!).Should().Be(12);
        var (bytes, fetch) = (
            Directory
                .EnumerateFiles(_vector.Buckets, "*.json.gz", SearchOption.AllDirectories)
                .Sum(file => new FileInfo(file).Length),
            report["fetch"]!
        );
        fetch
            .ToJsonString()
            .Should()
            .Be(
                $$"""{"folder":"{{Copy}}","hasLogFiles":true,"taken":18,"bytes":{{bytes}},"there":0,"""
                    + "\"replaced\":0,\"problems\":[],\"problemsLeftOut\":0}"
            );
    }

    [Fact]
    public async Task Apart_from_the_fetch_it_equals_the_report_on_the_copy()
    {
        var fetched = JsonNode.Parse((await FetchAsync(_vector.Buckets, "--format", "json")).Output)!.AsObject();
        var copied = JsonNode
            .Parse(
                (
                    await ProgramRun.OfAsync([
                        .. _vector.Arguments,
                        "--source",
                        Copy,
                        "--keys",
                        Path.Combine(Copy, "keys"),
                        "--format",
                        "json",
                    ])
                ).Output
            )!
            .AsObject();

        foreach (var report in (JsonObject[])[fetched, copied])
        {
            report.Remove("tool");
            report.Remove("fetch");
        }
        fetched.ToJsonString().Should().Be(copied.ToJsonString());
    }

    [Fact]
    public async Task A_changed_object_makes_every_report_incomplete_and_is_named()
    {
        var source = _scratch.CopyOf(_vector.Buckets, "source");
        await FetchAsync(source);
        var log = Directory
            .EnumerateFiles(source, "*_CloudTrail_*.json.gz", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .First();
        await File.AppendAllTextAsync(log, "more");
        string[] forms = [".json", ".html", ".md", ".xml", ".sarif"];

        var run = await FetchAsync(
            source,
            [.. forms.SelectMany(form => new[] { "--report", _scratch.PathTo($"report{form}") })]
        );

        run.ExitCode.Should().Be(3);
        run.Errors.Should().Contain("\tCHANGED: ");
        foreach (var form in forms[1..])
            Read(form)
                .Should()
                .Contain("Incomplete: 1 object could not be fetched or changed afterward.", "of {0}", form);
        foreach (var form in forms[..3])
            Read(form).Should().Contain(Path.GetFileName(log), "of {0}", form);
        var report = JsonNode.Parse(Read(".json"))!;
        ((string)report["verdict"]!).Should().Be("Incomplete");
        ((string)report["chains"]![0]!["verdict"]!).Should().Be("Valid", "the fetched files are the delivered ones");
        ((string)report["fetch"]!["problems"]![0]!["location"]!)
            .Should()
            .Be($"s3://{Path.GetRelativePath(source, log)}");
    }

    [Fact]
    public async Task An_invalid_file_stays_invalid()
    {
        var vector = new Vector("log-modified");

        var run = await ProgramRun.OfAsync([
            "fetch",
            .. vector.Arguments.Skip(1).Where(argument => argument != "--verbose"),
            "--source",
            vector.Buckets,
            "--keys",
            vector.PublicKeys,
            "--out",
            Copy,
            "--format",
            "json",
        ]);

        (run.ExitCode, (string)JsonNode.Parse(run.Output)!["verdict"]!).Should().Be((1, "Invalid"));
    }

    [Fact]
    public async Task Without_log_files_the_report_lists_them_as_not_proved()
    {
        var report = JsonNode.Parse((await FetchAsync(_vector.Buckets, "--no-logs", "--format", "json")).Output)!;

        ((bool)report["fetch"]!["hasLogFiles"]!).Should().BeFalse();
        ((string)report["notProved"]![0]!).Should().Be("That log files are genuine: they were not fetched.");
        ((int)report["total"]!["logFiles"]!["valid"]!).Should().Be(0);
    }

    private string Read(string form) => File.ReadAllText(_scratch.PathTo($"report{form}"));

    private Task<ProgramRun> FetchAsync(string source, params string[] more) =>
        ProgramRun.OfAsync([
            "fetch",
            .. _vector.Arguments.Skip(1).Where(argument => argument != "--verbose"),
            "--source",
            source,
            "--keys",
            _vector.PublicKeys,
            "--out",
            Copy,
            .. more,
        ]);
}
