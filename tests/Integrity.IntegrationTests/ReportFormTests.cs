using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>
/// Reports processed by other programs: python-jsonschema validates them, and cmark-gfm, GitHub's renderer, renders
/// them.
/// </summary>
public sealed class ReportFormTests : IDisposable
{
    private const string Validate = """
        import json, sys, jsonschema
        schema = json.load(open(sys.argv[1]))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
        for path in sys.argv[2:]:
            for error in validator.iter_errors(json.load(open(path))):
                print(path, error.json_path, error.message)
        """;

    private const string WrittenElements =
        "h2 h3 p br table thead tbody tr th td strong pre code wbr ul li details summary";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reports_of_all_vectors_are_valid_against_the_published_schema()
    {
        var reports = new List<string>();
        foreach (var vector in Directory.GetDirectories(RepositoryFolder.At("testdata", "vectors")))
            reports.Add(await ReportAsync(vector));

        var run = await ExternalProgram.JsonSchema.RunAsync([
            "-c",
            Validate,
            RepositoryFolder.At("schema", "report-v1.schema.json"),
            .. reports,
        ]);

        run.Output.Should().BeEmpty();
        reports.Should().HaveCountGreaterThan(15);
    }

    [Fact]
    public async Task Reports_of_a_fetch_and_of_bundles_are_valid_against_the_published_schema()
    {
        var vector = RepositoryFolder.At("testdata", "vectors", "valid");
        var (buckets, keys) = (Path.Combine(vector, "buckets"), Path.Combine(vector, "public-keys.json"));
        string[] range =
        [
            "--trail-arn",
            "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail",
            "--start-time",
            "2025-05-04T10:00:00Z",
            "--end-time",
            "2025-05-04T16:00:00Z",
        ];
        string[] reports = [_folder.At("fetch.json"), _folder.At("bundle.json"), _folder.At("verified.json")];
        await OpenSslKey.GenerateAsync(_folder.At("seal.private.pem"));
        await OpenSslKey.ExportPublicAsync(_folder.At("seal.private.pem"), _folder.At("seal.pem"));
        await CtVerifyProgram.RunAsync(
            "bundle",
            buckets,
            "--out",
            _folder.At("case-42.tar"),
            "--signing-key",
            _folder.At("seal.private.pem")
        );

        await CtVerifyProgram.RunAsync([
            "fetch",
            .. range,
            "--source",
            buckets,
            "--keys",
            keys,
            "--out",
            _folder.At("copy"),
            "--report",
            reports[0],
        ]);
        await CtVerifyProgram.RunAsync([
            "validate-logs",
            .. range,
            "--source",
            _folder.At("case-42.tar"),
            "--keys",
            keys,
            "--report",
            reports[1],
        ]);
        await CtVerifyProgram.RunAsync([
            "validate-logs",
            .. range,
            "--source",
            _folder.At("case-42.tar"),
            "--keys",
            keys,
            "--bundle-key",
            _folder.At("seal.pem"),
            "--report",
            reports[2],
        ]);
        var run = await ExternalProgram.JsonSchema.RunAsync([
            "-c",
            Validate,
            RepositoryFolder.At("schema", "report-v1.schema.json"),
            .. reports,
        ]);

        run.Output.Should().BeEmpty();
        File.ReadAllText(reports[2]).Should().Contain("\"seal\": \"Verified\"");
    }

    [Fact]
    public async Task JSON_output_of_prove_is_valid_against_the_published_schema()
    {
        var vector = RepositoryFolder.At("testdata", "vectors", "valid");
        var (proof, keys) = (_folder.At("proof.json"), Path.Combine(vector, "public-keys.json"));
        string[] answers = [_folder.At("made.json"), _folder.At("checked.json"), _folder.At("invalid.json")];

        var made = await CtVerifyProgram.RunAsync(
            "prove",
            "--trail-arn",
            "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail",
            "--event-id",
            "7ac530c7-e6db-4e23-be70-0898f5a40e08",
            "--start-time",
            "2025-05-04T10:00:00Z",
            "--end-time",
            "2025-05-04T16:00:00Z",
            "--source",
            Path.Combine(vector, "buckets"),
            "--keys",
            keys,
            "--out",
            proof,
            "--format",
            "json"
        );
        await File.WriteAllTextAsync(answers[0], made.Output);
        await File.WriteAllTextAsync(
            answers[1],
            (await CtVerifyProgram.RunAsync("prove", "--check", proof, "--keys", keys, "--format", "json")).Output
        );
        await File.WriteAllTextAsync(
            proof,
            (await File.ReadAllTextAsync(proof)).Replace("\"index\": 0", "\"index\": 1", StringComparison.Ordinal)
        );
        await File.WriteAllTextAsync(
            answers[2],
            (await CtVerifyProgram.RunAsync("prove", "--check", proof, "--keys", keys, "--format", "json")).Output
        );
        var run = await ExternalProgram.JsonSchema.RunAsync([
            "-c",
            Validate,
            RepositoryFolder.At("schema", "proof-check-v1.schema.json"),
            .. answers,
        ]);

        run.Output.Should().BeEmpty();
        File.ReadAllText(answers[1]).Should().Contain("\"verdict\": \"Valid\"");
        File.ReadAllText(answers[2]).Should().Contain("\"code\": \"ProofEvent\"");
    }

    [Theory]
    [InlineData("findings/0/code", "\"NoSuchCode\"")]
    [InlineData("chains/0/counts/logFiles/valid", "-1")]
    [InlineData("chains/0/coverage/0/state", "\"Fine\"")]
    [InlineData("verdict", "2")]
    [InlineData("requested", "null")]
    public async Task Malformed_reports_are_not_valid_against_the_schema(string path, string value)
    {
        var report = await ReportAsync(RepositoryFolder.At("testdata", "vectors", "log-modified"));
        var document = JsonNode.Parse(await File.ReadAllTextAsync(report))!;
        var (parent, name) = (document, path.Split('/'));
        foreach (var step in name[..^1])
            parent = int.TryParse(step, out var index) ? parent[index]! : parent[step]!;
        parent[name[^1]] = JsonNode.Parse(value);
        await File.WriteAllTextAsync(report, document.ToJsonString());

        var run = await ExternalProgram.JsonSchema.RunAsync(
            "-c",
            Validate,
            RepositoryFolder.At("schema", "report-v1.schema.json"),
            report
        );

        run.Output.Should().Contain($" $.{path.Replace("/0", "[0]", StringComparison.Ordinal).Replace('/', '.')}");
    }

    [Theory]
    [InlineData("<script>alert(1)</script><img src=x onerror=alert(1)>")]
    [InlineData(
        "[click](https://example.com) https://example.com www.example.com <https://example.com> a@example.com "
            + "mailto:a@example.com"
    )]
    [InlineData("`a` ``b`` **c** _d_ ~~e~~ | f | \\| g \\")]
    [InlineData("x\n\n# Valid\n\n| a | b |\n| --- | --- |\n::error::forged")]
    public async Task Markdown_of_a_hostile_path_renders_as_text(string path)
    {
        var html = await RenderAsync(path);

        // Only elements that this library writes.
        Regex
            .Matches(html, "</?[a-z0-9]+", RegexOptions.None, TimeSpan.FromSeconds(1))
            .Select(match => match.Value.TrimStart('<', '/'))
            .Distinct(StringComparer.Ordinal)
            .Should()
            .BeSubsetOf(WrittenElements.Split(' '));
        Regex
            .Matches(html, "<strong>", RegexOptions.None, TimeSpan.FromSeconds(1))
            .Should()
            .HaveCount(1, "only the count of invalid files is strong");
        html.Split("<h3>Findings</h3>")[1]
            .Split("<h3>")[0]
            .Split("<tr>")
            .Should()
            .HaveCount(3, "a header and one finding");
    }

    private async Task<string> RenderAsync(string path)
    {
        var report = await ReportAsync(RepositoryFolder.At("testdata", "vectors", "log-modified"));
        var document = JsonNode.Parse(await File.ReadAllTextAsync(report))!;
        var finding = document["findings"]![0]!;
        finding["location"] = $"s3://amzn-s3-demo-bucket/{path}";
        foreach (var member in (string[])["message", "expected", "actual", "hint"])
            finding[member] = path;
        await File.WriteAllTextAsync(report, document.ToJsonString());
        var markdown = _folder.At("report.md");
        (await CtVerifyProgram.RunAsync("report", report, "--report", markdown)).ExitCode.Should().Be(0);
        return (
            await ExternalProgram.CmarkGfm.RunAsync(
                "--unsafe",
                "-e",
                "table",
                "-e",
                "autolink",
                "-e",
                "strikethrough",
                markdown
            )
        ).Output;
    }

    private async Task<string> ReportAsync(string vector)
    {
        var report = _folder.At($"{Path.GetFileName(vector)}.json");
        var run = await CtVerifyProgram.RunAsync([
            .. await ArgumentsAsync(vector),
            "--keys",
            Path.Combine(vector, "public-keys.json"),
            "--report",
            report,
        ]);
        File.Exists(report).Should().BeTrue("{0}", run);
        return report;
    }

    /// <summary>Returns the arguments for a trail or for query results.</summary>
    private static async Task<string[]> ArgumentsAsync(string vector)
    {
        var buckets = Path.Combine(vector, "buckets");
        if (Directory.GetFiles(buckets, "result_sign.json", SearchOption.AllDirectories) is [var signFile])
            return ["verify-query-results", "--local-export-path", Path.GetDirectoryName(signFile)!];
        using var @case = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(vector, "case.json"), Encoding.UTF8)
        );
        return
        [
            .. @case.RootElement.GetProperty("arguments").EnumerateArray().Select(argument => argument.GetString()!),
            "--source",
            buckets,
        ];
    }
}
