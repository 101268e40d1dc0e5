using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Integrity.Findings;
using Integrity.Reporting;
using Integrity.Tests.Reporting.Html;

namespace Integrity.Tests.Reporting;

/// <summary>
/// SARIF for GitHub code scanning. GitHub rejects a file with a single result without a location, or a URI with a
/// scheme.
/// </summary>
public sealed class SarifReportTests
{
    private static readonly DateTimeOffset Ten = Documents.Ten;

    public static TheoryData<string> HostilePaths => Documents.HostilePaths;

    [Fact]
    public void Every_finding_code_is_a_rule_with_everything_that_GitHub_requires()
    {
        var rules = Run(Documents.Of())
            .GetProperty("tool")
            .GetProperty("driver")
            .GetProperty("rules")
            .EnumerateArray()
            .ToList();

        rules.Select(rule => Text(rule, "id")).Should().Equal(Enum.GetNames<FindingCode>());
        rules
            .Should()
            .OnlyContain(rule =>
                Text(rule, "shortDescription", "text").Length <= 1024
                && Text(rule, "fullDescription", "text").Length <= 1024
                && Text(rule, "help", "text").Length > 0
            );
        rules
            .Select(rule => Text(rule, "defaultConfiguration", "level"))
            .Should()
            .Equal(
                Enum.GetValues<FindingCode>()
                    .Select(code => FindingRule.Of(code).Severity == Verdict.Invalid ? "error" : "warning")
            );
        rules.Should().OnlyContain(rule => rule.GetProperty("properties").GetProperty("tags").GetArrayLength() <= 10);
    }

    [Fact]
    public void Rule_titles_are_unique() =>
        Enum.GetValues<FindingCode>().Select(code => FindingRule.Of(code).Title).Should().OnlyHaveUniqueItems();

    [Fact]
    public void A_result_names_rule_level_object_and_what_was_expected()
    {
        var result = Results(
                Documents.Of(Documents.LogFile("AWSLogs/x y.json.gz") with { Expected = "aa", Actual = "bb" })
            )
            .Single();

        Text(result, "ruleId").Should().Be("LogFileHash");
        Enum.GetNames<FindingCode>()[result.GetProperty("ruleIndex").GetInt32()].Should().Be("LogFileHash");
        Text(result, "level").Should().Be("error");
        Text(result, "message", "text")
            .Should()
            .Be(
                "Log file: hash value doesn't match (expected aa, found bb); s3://amzn-s3-demo-bucket/AWSLogs/x "
                    + "y.json.gz"
            );
        Uri(result).Should().Be("s3/amzn-s3-demo-bucket/AWSLogs/x%20y.json.gz");
    }

    [Fact]
    public void A_range_is_located_in_the_folder_of_its_chain() =>
        Uri(Results(Documents.Of(Documents.Range(FindingCode.NotCoveredGap, Ten, Ten.AddHours(1)))).Single())
            .Should()
            .Be("s3/AWSLogs/111122223333/CloudTrail-Digest/us-east-2");

    [Fact]
    public void The_worst_results_come_first() =>
        Results(
                Documents.Of(
                    Documents.Range(FindingCode.NotCoveredGap, Ten, Ten.AddHours(1)),
                    Documents.LogFile("b"),
                    Documents.Digest("c", FindingCode.DigestUnreadable),
                    Documents.Digest("a")
                )
            )
            .Select(result => Text(result, "ruleId"))
            .Should()
            .Equal("LogFileHash", "SignatureWrong", "NotCoveredGap", "DigestUnreadable");

    [Fact]
    public void The_fingerprint_of_a_finding_does_not_depend_on_time_or_order()
    {
        ReportFinding[] findings =
        [
            Documents.LogFile("a"),
            Documents.LogFile("b"),
            Documents.Digest("a"),
            Documents.Range(FindingCode.NotCoveredAfterNewest, Ten, Ten.AddHours(6)),
        ];
        var later = Documents.Of([
            Documents.Range(FindingCode.NotCoveredAfterNewest, Ten, Ten.AddHours(7)),
            findings[2],
            findings[1],
            findings[0],
        ]) with
        {
            VerifiedAt = Ten.AddDays(9),
        };

        Fingerprints(later).Should().BeEquivalentTo(Fingerprints(Documents.Of(findings))).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_message_from_the_environment_does_not_change_the_fingerprint() =>
        Fingerprints(Documents.Of(Documents.Digest("a", FindingCode.DigestUnreadable, "denied, request 1")))
            .Should()
            .Equal(
                Fingerprints(Documents.Of(Documents.Digest("a", FindingCode.DigestUnreadable, "denied, request 2")))
            );

    [Fact]
    public void Findings_of_different_chains_objects_and_codes_have_different_fingerprints()
    {
        var finding = Documents.LogFile("a");

        Fingerprints(
                Documents.Of(
                    finding,
                    finding with
                    {
                        Region = "eu-west-1",
                    },
                    finding with
                    {
                        AccountId = "444455556666",
                    },
                    finding with
                    {
                        IsBackfill = true,
                    },
                    finding with
                    {
                        Code = FindingCode.LogFileMissing,
                    },
                    finding with
                    {
                        Location = "s3://amzn-s3-demo-bucket/b",
                    },
                    finding with
                    {
                        Message = "another message",
                    }
                )
            )
            .Should()
            .OnlyHaveUniqueItems();
    }

    [Theory]
    [MemberData(nameof(HostilePaths))]
    public void A_hostile_path_stays_a_relative_URI_and_plain_text(string path)
    {
        var text = Documents.Text(
            SarifReport.Write,
            Documents.Of(Documents.Hostile(path)) with
            {
                Bundle = new ReportBundle(path, BundleSignatureState.Verified, path),
                Fetch = ReportSample.Fetch(path),
            }
        );
        var result = Results(Documents.Of(Documents.Hostile(path))).Single();

        text.Should()
            .NotContainAny("<", ">", "\n", "\r")
            .And.MatchRegex(
                new Regex("^[ -~]*$", RegexOptions.None, TimeSpan.FromSeconds(1)),
                "everything else is escaped"
            );
        Text(result, "message", "text").Should().NotContainAny("[", "]", "{", "}", "\u202e", "\u001b", "\n", "\ud800");
        Uri(result).Should().StartWith("s3/amzn-s3-demo-bucket/").And.MatchRegex("^[A-Za-z0-9._~/%-]*$");
        Uri(result).Split('/').Should().NotContain([".", ".."]);
        System.Uri.UnescapeDataString(Uri(result)).Split('/').Should().NotContain([".", ".."]);
    }

    [Fact]
    public void Of_too_many_findings_the_worst_are_shown_and_the_rest_are_counted()
    {
        var run = Run(Documents.Large());

        run.GetProperty("results").GetArrayLength().Should().Be(SarifReport.MaxResults);
        run.GetProperty("results").EnumerateArray().Should().OnlyContain(result => Text(result, "level") == "error");
        Notifications(run)
            .Should()
            .Contain(text => text.StartsWith("95007 more findings are not shown", StringComparison.Ordinal));
    }

    [Fact]
    public void Random_object_paths_keep_the_file_below_the_size_limit()
    {
        var noise = new Random(1);
        string RandomPath() => new([.. Enumerable.Range(0, 1024).Select(_ => (char)noise.Next(0x20, 0xffff))]);
        using var compressed = new MemoryStream();

        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            SarifReport.Write(
                Documents.Of([.. Enumerable.Range(0, 1000).Select(_ => Documents.Hostile(RandomPath()))]),
                gzip
            );

        compressed.Length.Should().BeLessThan(10_000_000);
    }

    [Fact]
    public void The_invocation_states_command_exit_code_verdict_and_what_is_not_proved()
    {
        var run = Run(Documents.Of(Documents.LogFile("a")));
        var invocation = run.GetProperty("invocations")[0];

        Text(invocation, "commandLine").Should().StartWith("ctverify validate-logs ");
        invocation.GetProperty("exitCode").GetInt32().Should().Be(1);
        invocation.GetProperty("executionSuccessful").GetBoolean().Should().BeTrue();
        Notifications(run)
            .Should()
            .Equal(
                "Invalid: 1 of 12 log files failed verification.",
                "Not proved: That newer digest files were not deleted."
            );
    }

    [Fact]
    public void An_interrupted_run_is_not_a_success() =>
        Run(Documents.Of() with { IsInterrupted = true, Verdict = Verdict.Incomplete })
            .GetProperty("invocations")[0]
            .GetProperty("executionSuccessful")
            .GetBoolean()
            .Should()
            .BeFalse();

    [Fact]
    public void The_same_document_gives_the_same_bytes() =>
        Documents
            .Text(SarifReport.Write, Documents.Of(Documents.LogFile("a")))
            .Should()
            .Be(Documents.Text(SarifReport.Write, Documents.Of(Documents.LogFile("a"))));

    private static JsonElement Run(ReportDocument document) =>
        JsonDocument.Parse(Documents.Text(SarifReport.Write, document)).RootElement.GetProperty("runs")[0];

    private static List<JsonElement> Results(ReportDocument document) =>
        [.. Run(document).GetProperty("results").EnumerateArray()];

    private static List<string> Fingerprints(ReportDocument document) =>
        [.. Results(document).Select(result => Text(result, "partialFingerprints", "primaryLocationLineHash"))];

    private static List<string> Notifications(JsonElement run) =>
        [
            .. run.GetProperty("invocations")[0]
                .GetProperty("toolExecutionNotifications")
                .EnumerateArray()
                .Select(n => Text(n, "message", "text")),
        ];

    private static string Uri(JsonElement result) =>
        Text(result.GetProperty("locations")[0], "physicalLocation", "artifactLocation", "uri");

    private static string Text(JsonElement element, params string[] path) =>
        path.Aggregate(element, (e, name) => e.GetProperty(name)).GetString()!;
}
