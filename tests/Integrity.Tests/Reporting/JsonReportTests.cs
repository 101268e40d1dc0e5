using System.Text;
using System.Text.Json.Nodes;
using Integrity.Findings;
using Integrity.Reporting;
using Integrity.Tests.Reporting.Html;

namespace Integrity.Tests.Reporting;

/// <summary>The JSON report is read back as it was written; what is not one is refused before any other report is made of it.</summary>
public sealed class JsonReportTests
{
    private static readonly ReportDocument Example =
        Documents.Of(Documents.LogFile("a") with { Hint = "look" }, Documents.Range(FindingCode.NotCoveredGap, Documents.Ten, Documents.Ten.AddHours(1))) with { Bundle = new ReportBundle("case-42.tar", BundleSeal.NotChecked), Fetch = ReportSample.Fetch("./copy") };

    public static TheoryData<string> HostileKeys => Documents.HostileKeys;

    [Fact]
    public void What_was_written_is_read_back() => Read(Documents.Text(JsonReport.Write, Example)).Should().BeEquivalentTo(Example);

    [Theory]
    [MemberData(nameof(HostileKeys))]
    public void A_hostile_key_is_escaped(string key) =>
        Documents.Text(JsonReport.Write, Documents.Of(Documents.Hostile(key))).Should().NotContainAny("<", ">", "\u202e", "\u001b", "\u2028", "\ufeff", "\r");

    [Theory]
    [InlineData("chains/0", "null", "\"chains\" holds null")]
    [InlineData("findings/0", "null", "\"findings\" holds null")]
    [InlineData("keys/0", "null", "\"keys\" holds null")]
    [InlineData("notProved/0", "null", "\"notProved\" holds null")]
    [InlineData("chains/0/coverage/0", "null", "\"coverage\" holds null")]
    [InlineData("chains/0/coverage/0/state", "9", "\"state\" is 9, which is not known")]
    [InlineData("chains/0/verdict", "9", "\"verdict\" is 9, which is not known")]
    [InlineData("fetch/problems/0", "null", "\"problems\" holds null")]
    [InlineData("bundle/seal", "9", "\"seal\" is 9, which is not known")]
    [InlineData("verdict", "-1", "\"verdict\" is -1, which is not known")]
    [InlineData("findings/0/code", "999", "\"code\" is 999, which is not known")]
    [InlineData("findings/0/weight", "77", "\"weight\" is 77, which is not known")]
    [InlineData("findings/0/weight", "\"Valid\"", "the weight of LogFileHash is Invalid, not Valid")]
    [InlineData("findings/0/subject", "7", "\"subject\" is 7, which is not known")]
    [InlineData("schemaVersion", "2", "it has the schema version 2; 1 is known")]
    public void What_no_report_holds_is_refused(string place, string value, string reason)
    {
        var document = JsonNode.Parse(Documents.Text(JsonReport.Write, Example))!;
        var (parent, steps) = (document, place.Split('/'));
        foreach (var step in steps[..^1]) parent = int.TryParse(step, out var index) ? parent[index]! : parent[step]!;
        if (int.TryParse(steps[^1], out var last)) parent[last] = JsonNode.Parse(value);
        else parent[steps[^1]] = JsonNode.Parse(value);

        var read = () => Read(document.ToJsonString());

        read.Should().Throw<FormatException>().WithMessage(reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"schemaVersion\": 1, \"findings\": null}")]
    public void What_is_no_report_is_refused(string text)
    {
        var read = () => Read(text);

        read.Should().Throw<FormatException>();
    }

    private static ReportDocument Read(string text) => JsonReport.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
