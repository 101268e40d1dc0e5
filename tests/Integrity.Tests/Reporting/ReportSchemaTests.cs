using System.Text.Json;
using Integrity.Findings;
using Integrity.Reporting;
using Integrity.Tests.Support;

namespace Integrity.Tests.Reporting;

/// <summary>
/// The published schema of the JSON report matches the code: every member and every enum value, each described.
/// </summary>
public sealed class ReportSchemaTests
{
    private static readonly JsonElement Schema = JsonDocument
        .Parse(File.ReadAllText(Repository.PathTo("schema", "report-v1.schema.json")))
        .RootElement;

    public static TheoryData<string, Type> Objects =>
        new()
        {
            { "tool", typeof(ReportTool) },
            { "range", typeof(ReportRange) },
            { "chain", typeof(ReportChain) },
            { "stretch", typeof(CoverageInterval) },
            { "counts", typeof(ReportCounts) },
            { "tally", typeof(ReportTally) },
            { "finding", typeof(ReportFinding) },
            { "key", typeof(ReportKey) },
            { "relocation", typeof(ReportRelocation) },
            { "bundle", typeof(ReportBundle) },
            { "fetch", typeof(ReportFetch) },
            { "fetchProblem", typeof(ReportFetchProblem) },
            { "queryResults", typeof(ReportQueryResults) },
        };

    public static TheoryData<string, Type> Lists =>
        new()
        {
            { "verdict", typeof(Verdict) },
            { "bundleSeal", typeof(BundleSignatureState) },
            { "coverageState", typeof(CoverageState) },
            { "subject", typeof(ReportSubject) },
            { "findingCode", typeof(FindingCode) },
        };

    [Fact]
    public void The_document_has_the_members_of_the_schema() => SameMembers(Schema, typeof(ReportDocument));

    [Theory]
    [MemberData(nameof(Objects))]
    public void Each_part_has_the_members_of_the_schema(string definition, Type type) =>
        SameMembers(Definition(definition), type);

    [Theory]
    [MemberData(nameof(Lists))]
    public void Each_enumeration_has_exactly_the_names_of_the_code(string definition, Type type)
    {
        var names = Definition(definition).GetProperty("oneOf").EnumerateArray().ToList();

        names
            .Select(name => name.GetProperty("const").GetString())
            .Should()
            .BeEquivalentTo(
                Enum.GetNames(type),
                "every name in {0} must be in schema/report-v1.schema.json too",
                type.Name
            );
        names.Should().OnlyContain(name => name.GetProperty("description").GetString()!.Length > 5);
    }

    [Fact]
    public void The_schema_explains_finding_codes_as_the_code_does() =>
        Definition("findingCode")
            .GetProperty("oneOf")
            .EnumerateArray()
            .Select(code => (Code: Text(code, "const"), Description: Text(code, "description")))
            .Should()
            .BeEquivalentTo(
                FindingRule.All.Select(rule => (rule.Code.ToString(), $"{rule.Title} {rule.Explanation}")),
                "the description in schema/report-v1.schema.json is the title and the explanation"
            );

    [Fact]
    public void Every_definition_of_the_schema_is_tested() =>
        Schema
            .GetProperty("$defs")
            .EnumerateObject()
            .Select(definition => definition.Name)
            .Should()
            .BeEquivalentTo(Objects.Concat(Lists).Select(row => row.Data.Item1));

    [Fact]
    public void The_version_and_the_maximum_number_of_findings_match_the_code()
    {
        Schema
            .GetProperty("properties")
            .GetProperty("schemaVersion")
            .GetProperty("const")
            .GetInt32()
            .Should()
            .Be(ReportDocument.CurrentSchemaVersion);
        Schema
            .GetProperty("properties")
            .GetProperty("findings")
            .GetProperty("maxItems")
            .GetInt32()
            .Should()
            .Be(ReportCollector.MaxFindings);
    }

    private static void SameMembers(JsonElement schema, Type type) =>
        SchemaAssertions.ShouldMatchType(
            schema,
            ReportJsonContext.Default.GetTypeInfo(type)!,
            "schema/report-v1.schema.json"
        );

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static JsonElement Definition(string name) => Schema.GetProperty("$defs").GetProperty(name);
}
