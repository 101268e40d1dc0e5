using System.Text;
using System.Text.RegularExpressions;
using Integrity.Findings;
using Integrity.Reporting;
using Integrity.Tests.Reporting.Html;

namespace Integrity.Tests.Reporting;

/// <summary>Markdown for a job summary: problems first, and text from the bucket is never interpreted.</summary>
public sealed class MarkdownReportTests
{
    /// <summary>GitHub's size limit for a job summary.</summary>
    private const int Limit = 1024 * 1024;

    public static TheoryData<string> HostilePaths => Documents.HostilePaths;

    [Fact]
    public void The_verdict_comes_first() =>
        Text(Documents.Of(Documents.LogFile("a")))
            .Should()
            .StartWith("## ❌ Invalid: 1 of 12 log files failed verification.\n");

    [Fact]
    public void Each_chain_has_its_counts_worst_first()
    {
        var document = Documents.Of(Documents.LogFile("a"));

        Rows(
                document with
                {
                    Chains =
                    [
                        Documents.Chain(
                            "eu-west-1",
                            Verdict.Valid,
                            new(new(2, 0, 0), new(1, 0, 0), new(0, 0, 0), new(0, 0, 0), 0, 0)
                        ),
                        .. document.Chains,
                    ],
                },
                "Chains"
            )
            .Should()
            .Equal(
                "| `111122223333` | `us-east-2` | ❌&nbsp;Invalid | 6 of 6 valid | 11 of 12 valid, **1 invalid** | – |",
                "| `111122223333` | `eu-west-1` | ✅&nbsp;Valid | 2 of 2 valid; backfill: 1 of 1 valid | – | – |"
            );
    }

    [Fact]
    public void The_coverage_of_each_chain_is_a_line_of_blocks_oldest_on_the_left() =>
        Text(Documents.Of(Documents.LogFile("a")))
            .Should()
            .Contain("one block is 1 h.\n\n```text\n111122223333 us-east-2  ██X███\n\n█ valid ");

    [Fact]
    public void A_finding_is_a_row_with_object_and_values()
    {
        Rows(
                Documents.Of(
                    Documents.Range(FindingCode.NotCoveredGap, Documents.Ten, Documents.Ten.AddHours(1)),
                    Documents.LogFile("AWSLogs/x_1.json.gz") with
                    {
                        Expected = "aa",
                        Actual = "bb",
                    }
                ),
                "Findings"
            )
            .Should()
            .Equal(
                "| ❌&nbsp;Invalid | Log file: hash value doesn't match"
                    + "<br>`s3://amzn-s3-demo-bucket/AWSLogs/x_1.json.gz`<br>expected `aa`<br>found `bb` |",
                "| ⚠️&nbsp;Incomplete | Range: no digest file<br>`2025-05-04T10:00:00Z to 2025-05-04T11:00:00Z` |"
            );
    }

    [Fact]
    public void Hints_appear_once_and_what_is_not_proved_always_appears()
    {
        var text = Text(
            Documents.Of(
                Documents.LogFile("a") with
                {
                    Hint = "look there",
                },
                Documents.LogFile("b") with
                {
                    Hint = "look there",
                }
            )
        );

        text.Should()
            .Contain(
                "### Hints\n\n- look there\n\n### What this does not prove\n\n- That newer digest files were not "
                    + "deleted.\n"
            );
    }

    [Theory]
    [MemberData(nameof(HostilePaths))]
    public void A_hostile_path_is_text_in_one_cell(string path)
    {
        var document = Documents.Of(Documents.Hostile(path)) with
        {
            TrailArn = path,
            Tool = new ReportTool(path, path, path),
            NotProved = [path],
            Keys = [new(path, path)],
            Bundle = new ReportBundle(path, BundleSignatureState.Verified, path),
            Fetch = ReportSample.Fetch(path),
        };
        document = document with { Chains = [document.Chains[0] with { Region = path, AccountId = path }] };

        var text = Text(document);

        text.Should()
            .NotContainAny(
                "::",
                "##[",
                "##vso",
                "<script",
                "<img",
                "<testcase",
                "@octocat",
                "owner/repo#",
                "](",
                "\r",
                "\t",
                "\u202e",
                "\u001b",
                "\u2028",
                "\u0085",
                "\u200b",
                "\ufeff"
            );
        // Nothing adds a cell to those of this library.
        Rows(document, "Findings").Single().Count(c => c == '|').Should().Be(3);
        Rows(document, "Chains").Single().Count(c => c == '|').Should().Be(7);
        WithoutCode(text)
            .Should()
            .NotMatchRegex("https?:|www[.]|[*]{2}b|_c_|~~|:rocket:|GH-|<(?!br>|wbr>|/?code>|/?details>|/?summary>)");
        text.Split('\n').Should().NotContain(line => line.StartsWith("# ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("access denied: see GH-26", "<code>access denied<wbr>&#58; see GH&#45;26</code>")]
    [InlineData("not found", "not found")]
    [InlineData(
        "no digest file; the newest one found ends at 2025-05-04T14:00:00Z: later ones were deleted or never created",
        null
    )]
    [InlineData("a :smile: b", "<code>a <wbr>&#58;smile<wbr>&#58; b</code>")]
    [InlineData("see www.example.com", "<code>see www<wbr>&#46;example<wbr>&#46;com</code>")]
    [InlineData("a  b", "<code>a  b</code>")]
    public void Only_plain_prose_is_unchanged(string text, string? shown) =>
        MarkdownText.Prose(text, 300).Should().Be(shown ?? text);

    [Theory]
    [InlineData("s3://bucket/a_b-c.json.gz", "`s3://bucket/a_b-c.json.gz`")]
    [InlineData("a`b", "<code>a&#96;b</code>")]
    [InlineData("a|b", "<code>a&#124;b</code>")]
    [InlineData("a::b", "<code>a<wbr>&#58;<wbr>&#58;b</code>")]
    [InlineData("a\\", "<code>a&#92;</code>")]
    [InlineData(" ", "`(blank)`")]
    public void Only_plain_names_are_put_between_backticks(string text, string shown) =>
        MarkdownText
            .Code(text, 300)
            .Should()
            .Be(shown.Replace("`(blank)`", "<code>&#40;blank&#41;</code>", StringComparison.Ordinal));

    [Fact]
    public void Of_too_many_findings_the_worst_are_shown_and_the_rest_are_counted()
    {
        var document = Documents.Large();

        Encoding.UTF8.GetByteCount(Text(document)).Should().BeLessThan(Limit);
        Rows(document, "Findings")
            .Should()
            .HaveCount(MarkdownReport.MaxFindings)
            .And.OnlyContain(row => row.StartsWith("| ❌", StringComparison.Ordinal));
        Text(document)
            .Should()
            .Contain("\n99,507 more findings are not shown")
            .And.Contain("\n- 49,980 more hints are not shown.");
    }

    [Fact]
    public void The_worst_case_stays_below_the_limit()
    {
        var path = new string('\u202e', 20_000);
        var finding = Documents.Hostile(path) with { AccountId = path, Region = path };
        var chain = Documents.Chain(path, Verdict.Invalid, Documents.Of(finding).Total) with { AccountId = path };
        var document = Documents.Of([
            .. Enumerable.Range(0, 2000).Select(i => finding with { Hint = $"{i}{path}" }),
        ]) with
        {
            TrailArn = path,
            Tool = new ReportTool(path, path, path),
            Chains = [.. Enumerable.Repeat(chain, 500)],
            NotProved = [.. Enumerable.Repeat(path, 100)],
            Keys = [.. Enumerable.Range(0, 100).Select(i => new ReportKey(path, $"{i}"))],
        };

        var text = Text(document);

        Encoding.UTF8.GetByteCount(text).Should().BeLessThan(Limit);
        text.Should()
            .Contain("more findings are not shown")
            .And.Contain("300 more chains are not shown")
            .And.EndWith("</details>\n");
    }

    private static string Text(ReportDocument document) => Documents.Text(MarkdownReport.Write, document);

    private static IEnumerable<string> Rows(ReportDocument document, string section) =>
        Text(document)
            .Split($"### {section}\n")[1]
            .Split("\n### ")[0]
            .Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(2);

    private static string WithoutCode(string markdown) =>
        Regex.Replace(
            markdown,
            "```text\n[^`]*\n```|`[^`\n]*`|<code>.*?</code>",
            "",
            RegexOptions.None,
            TimeSpan.FromSeconds(1)
        );
}
