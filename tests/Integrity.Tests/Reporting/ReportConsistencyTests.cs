using System.Text;
using System.Text.Json.Nodes;
using Integrity.Findings;
using Integrity.Reporting;
using Integrity.Tests.Support;

namespace Integrity.Tests.Reporting;

/// <summary>
/// A report with inconsistent verdict, counts, findings or coverage was edited or damaged, and is not converted.
/// </summary>
public sealed class ReportConsistencyTests : IDisposable
{
    private static readonly ReportDocument Invalid = Documents.Of(
        Documents.LogFile("a") with
        {
            Range = new ReportRange(Documents.Ten.AddHours(2), Documents.Ten.AddHours(3)),
        }
    );

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("verdict", "\"Valid\"", "\"verdict\" is Valid, but its findings and counts make it Invalid")]
    [InlineData("verdict", "\"Incomplete\"", "\"verdict\" is Incomplete, but its findings and counts make it Invalid")]
    [InlineData(
        "chains/0/verdict",
        "\"Valid\"",
        "the verdict of chain 111122223333 us-east-2 is Valid, but its findings and counts make it Invalid"
    )]
    [InlineData(
        "chains/0/counts/logFiles/invalid",
        "0",
        "chain 111122223333 us-east-2 counts 0 invalid objects, but 1 findings make objects invalid"
    )]
    [InlineData(
        "chains/0/counts/logFiles/invalid",
        "2",
        "chain 111122223333 us-east-2 counts 2 invalid objects, but 1 findings make objects invalid"
    )]
    [InlineData(
        "chains/0/counts/logFiles/couldNotCheck",
        "1",
        "chain 111122223333 us-east-2 counts 1 objects that could not be checked, but 0 findings are of that kind"
    )]
    [InlineData("chains/0/counts/logFiles/valid", "-1", "a count of chain 111122223333 us-east-2 is negative")]
    [InlineData(
        "chains/0/counts/notCoveredRanges",
        "1",
        "chain 111122223333 us-east-2 counts 1 ranges, but 0 findings are about ranges"
    )]
    [InlineData(
        "chains/0/coverage/1/state",
        "\"Valid\"",
        "the coverage of chain 111122223333 us-east-2 hides a finding: LogFileHash"
    )]
    [InlineData(
        "chains/0/coverage/0/end",
        "\"2035-05-04T16:00:00Z\"",
        "the coverage of chain 111122223333 us-east-2 is outside \"requested\""
    )]
    [InlineData(
        "chains/0/region",
        "\"eu-west-1\"",
        "a finding names the chain 111122223333 us-east-2, which is not in \"chains\""
    )]
    [InlineData("chains", "[]", "a finding names the chain 111122223333 us-east-2, which is not in \"chains\"")]
    [InlineData(
        "findings",
        "[]",
        "chain 111122223333 us-east-2 counts 1 invalid objects, but 0 findings make objects invalid"
    )]
    [InlineData("findingsLeftOut", "1", "\"findingsLeftOut\" is 1, but 1 findings do not reach the limit")]
    [InlineData("findingsLeftOut", "-1", "a count is negative")]
    [InlineData("total/logFiles/valid", "12", "\"total\" is not the sum of its chains")]
    [InlineData("total/digestFiles/valid", "5", "\"total\" is not the sum of its chains")]
    [InlineData("total/notCoveredSeconds", "3600", "\"total\" does not add up the uncovered time")]
    [InlineData(
        "keys",
        "[]",
        "chain 111122223333 us-east-2 has valid digest files, but \"keys\" names no key of its region"
    )]
    [InlineData("found/end", "\"2035-05-04T16:00:00Z\"", "\"found\" is outside \"requested\"")]
    [InlineData("requested/end", "\"2025-05-04T12:00:00Z\"", "\"found\" is outside \"requested\"")]
    public void A_member_that_contradicts_others_is_rejected(string path, string value, string contradiction)
    {
        var read = () => Read(Changed(Invalid, path, value));

        read.Should()
            .Throw<FormatException>()
            .WithMessage($"the report contradicts itself, so it was edited or damaged: {contradiction}");
    }

    [Fact]
    public void An_invalid_report_edited_to_look_valid_is_rejected()
    {
        var forged = Invalid with
        {
            Verdict = Verdict.Valid,
            Findings = [],
            Chains = [Invalid.Chains[0] with { Verdict = Verdict.Valid }],
        };

        var read = () => Read(Documents.Text(JsonReport.Write, forged));

        read.Should()
            .Throw<FormatException>()
            .WithMessage(
                "*the verdict of chain 111122223333 us-east-2 is Valid, but its findings and counts make it Invalid"
            );
    }

    [Fact]
    public void An_interrupted_run_and_one_without_digest_files_are_never_valid()
    {
        var valid = Documents.Of();
        var nothing = Documents.Of() with
        {
            Chains = [],
            Total = new ReportCounts(new(0, 0, 0), new(0, 0, 0), new(0, 0, 0), new(0, 0, 0), 0, 0),
        };

        foreach (var document in (ReportDocument[])[valid with { IsInterrupted = true }, nothing])
        {
            var read = () => Read(Documents.Text(JsonReport.Write, document));

            read.Should()
                .Throw<FormatException>()
                .WithMessage("*\"verdict\" is Valid, but its findings and counts make it Incomplete");
        }
        Read(Documents.Text(JsonReport.Write, valid)).Verdict.Should().Be(Verdict.Valid);
    }

    [Fact]
    public void A_duplicate_member_is_rejected()
    {
        var text = Documents.Text(JsonReport.Write, Invalid);
        var read = () => Read(text.Insert(text.IndexOf('{', StringComparison.Ordinal) + 1, "\"verdict\": \"Valid\","));

        read.Should().Throw<FormatException>();
    }

    [Fact]
    public async Task The_report_command_rejects_it_as_a_usage_error_and_writes_nothing()
    {
        var input = _directory.Write("forged.json", Changed(Invalid, "verdict", "\"Valid\""));

        var run = await ProgramRun.OfAsync("report", input, "--report", _directory.PathTo("out.html"));

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should()
            .StartWith(
                $"ctverify: {input}: the report contradicts itself, so it was edited or damaged: \"verdict\" is Valid"
            );
        File.Exists(_directory.PathTo("out.html")).Should().BeFalse();
    }

    [Fact]
    public async Task A_report_redirected_by_Windows_PowerShell_is_read()
    {
        var input = _directory.PathTo("utf16.json");
        await File.WriteAllTextAsync(input, Documents.Text(JsonReport.Write, Invalid), Encoding.Unicode);

        var run = await ProgramRun.OfAsync("report", input, "--report", _directory.PathTo("out.md"));

        (run.ExitCode, run.Errors).Should().Be((0, ""));
        File.Exists(_directory.PathTo("out.md")).Should().BeTrue();
    }

    private static string Changed(ReportDocument document, string path, string value)
    {
        var root = JsonNode.Parse(Documents.Text(JsonReport.Write, document))!;
        var (parent, steps) = (root, path.Split('/'));
        foreach (var step in steps[..^1])
            parent = int.TryParse(step, out var index) ? parent[index]! : parent[step]!;
        parent[steps[^1]] = JsonNode.Parse(value);
        return root.ToJsonString();
    }

    private static ReportDocument Read(string text) => JsonReport.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
