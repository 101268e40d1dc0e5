using System.Text;
using System.Text.Json.Nodes;
using Integrity.Findings;
using Integrity.Reporting;
using Integrity.Tests.Reporting.Html;

namespace Integrity.Tests.Reporting;

/// <summary>
/// The JSON report is read back as it was written. Other input is rejected before a report is made of it.
/// </summary>
public sealed class JsonReportTests
{
    private static readonly ReportDocument Example = Documents.Of(
        Documents.LogFile("a") with
        {
            Hint = "look",
        },
        Documents.Range(FindingCode.NotCoveredGap, Documents.Ten, Documents.Ten.AddHours(1))
    ) with
    {
        Bundle = new ReportBundle("case-42.tar", BundleSignatureState.NotChecked),
        Fetch = ReportSample.Fetch("./copy"),
    };

    public static TheoryData<string> HostilePaths => Documents.HostilePaths;

    [Fact]
    public void A_report_is_read_back_unchanged() =>
        Read(Documents.Text(JsonReport.Write, Example)).Should().BeEquivalentTo(Example);

    [Theory]
    [MemberData(nameof(HostilePaths))]
    public void A_hostile_path_is_escaped(string path) =>
        Documents
            .Text(JsonReport.Write, Documents.Of(Documents.Hostile(path)))
            .Should()
            .NotContainAny("<", ">", "\u202e", "\u001b", "\u2028", "\ufeff", "\r");

    [Theory]
    [InlineData("chains/0", "null", "\"chains\" contains null")]
    [InlineData("findings/0", "null", "\"findings\" contains null")]
    [InlineData("keys/0", "null", "\"keys\" contains null")]
    [InlineData("notProved/0", "null", "\"notProved\" contains null")]
    [InlineData("chains/0/coverage/0", "null", "\"coverage\" contains null")]
    [InlineData("chains/0/coverage/0/state", "9", "\"state\" has the unknown value 9")]
    [InlineData("chains/0/verdict", "9", "\"verdict\" has the unknown value 9")]
    [InlineData("fetch/problems/0", "null", "\"problems\" contains null")]
    [InlineData("bundle/seal", "9", "\"seal\" has the unknown value 9")]
    [InlineData("verdict", "-1", "\"verdict\" has the unknown value -1")]
    [InlineData("findings/0/code", "999", "\"code\" has the unknown value 999")]
    [InlineData("findings/0/weight", "77", "\"weight\" has the unknown value 77")]
    [InlineData("findings/0/weight", "\"Valid\"", "the weight of LogFileHash is Invalid, not Valid")]
    [InlineData("findings/0/subject", "7", "\"subject\" has the unknown value 7")]
    [InlineData("schemaVersion", "2", "schema version 2 is not supported (supported: 1)")]
    public void A_value_that_no_report_contains_is_rejected(string path, string value, string reason)
    {
        var document = JsonNode.Parse(Documents.Text(JsonReport.Write, Example))!;
        var (parent, steps) = (document, path.Split('/'));
        foreach (var step in steps[..^1])
            parent = int.TryParse(step, out var index) ? parent[index]! : parent[step]!;
        if (int.TryParse(steps[^1], out var last))
            parent[last] = JsonNode.Parse(value);
        else
            parent[steps[^1]] = JsonNode.Parse(value);

        var read = () => Read(document.ToJsonString());

        read.Should().Throw<FormatException>().WithMessage(reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"schemaVersion\": 1, \"findings\": null}")]
    public void Input_that_is_not_a_report_is_rejected(string text)
    {
        var read = () => Read(text);

        read.Should().Throw<FormatException>();
    }

    private static ReportDocument Read(string text) => JsonReport.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
