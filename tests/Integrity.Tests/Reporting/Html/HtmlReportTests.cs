using System.Text;
using System.Text.RegularExpressions;
using Integrity.Findings;
using Integrity.Reporting;
using Integrity.Reporting.Html;

namespace Integrity.Tests.Reporting.Html;

/// <summary>
/// The HTML report is one self-contained file, safe whatever the bucket contains, and never too large to open.
/// </summary>
public sealed partial class HtmlReportTests
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public void It_is_the_format_of_html_files() =>
        ReportFormat.ForPath("january.HTML")!.Extension.Should().Be(".html");

    [Fact]
    public void The_same_document_gives_the_same_bytes() =>
        Bytes(ReportSample.OfAYear()).Should().Equal(Bytes(ReportSample.OfAYear()));

    [Fact]
    public void It_states_what_was_verified_when_and_with_which_program() =>
        Html(ReportSample.Invalid())
            .Should()
            .Contain("<code>arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail</code>")
            .And.Contain("2025-05-04 10:00:00 to 16:00:00 UTC (6 h)")
            .And.Contain("2026-06-08 10:00:17 UTC, with ctverify 0.1.0")
            .And.Contain("<code>ctverify validate-logs --trail-arn ")
            .And.Contain("1487b12df700f182e00d55e5fab95cfc")
            .And.Contain("nothing in the bucket shows that they existed");

    [Fact]
    public void Each_finding_shows_code_object_expected_actual_and_hint() =>
        Html(
                ReportSample.Invalid() with
                {
                    Findings =
                    [
                        ReportSample.LogFile(ReportSample.Start, "9xsHd4kz5uZMh1bQ") with
                        {
                            Expected = "0123",
                            Actual = "4567",
                            Hint = "look at <it>",
                        },
                    ],
                }
            )
            .Should()
            .Contain("<code class=\"code\">LogFileHash</code>")
            .And.Contain("_20250504T1000Z_9xsHd4kz5uZMh1bQ.json.gz</code>")
            .And.Contain("<code class=\"expected\">0123</code>")
            .And.Contain("<code class=\"actual\">4567</code>")
            .And.Contain("Hint: <span>look at &lt;it&gt;</span>");

    [Fact]
    public void Its_policy_allows_only_its_own_style_and_script()
    {
        var html = Html(ReportSample.Valid());

        var policy = Regex
            .Match(
                html,
                "Content-Security-Policy\" content=\"(?<policy>[^\"]*)\"",
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(1)
            )
            .Groups["policy"]
            .Value;

        policy
            .Should()
            .StartWith("default-src 'none'; ".Replace("'", "&#39;", StringComparison.Ordinal))
            .And.NotContain("unsafe")
            .And.NotContain("http");
        html.Should().NotContain("src=\"").And.NotContain("@import").And.NotContain("style=\"");
        html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal)
            .Should()
            .NotContain("http://")
            .And.NotContain("https://");
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("\"onload=\"alert(1)")]
    [InlineData("'onload='alert(1)")]
    [InlineData("<!--")]
    [InlineData("<!--<script>")]
    [InlineData("]]>")]
    [InlineData("&lt;b&gt;")]
    [InlineData("</title></style></template>")]
    public void Hostile_text_adds_neither_elements_nor_attributes(string text)
    {
        var harmless = Html(ReportSample.WithTextsThatAre("harmless"));

        var html = Html(ReportSample.WithTextsThatAre(text));

        Tags(html).Should().Equal(Tags(harmless), "text stays text");
        html.Should().NotContain(text);
    }

    [Theory]
    [InlineData("a\u202egnp.exe", "a<b class=esc>\\u202e</b>gnp.exe")]
    [InlineData("a\nvalid", "a<b class=esc>\\u000a</b>valid")]
    [InlineData("a\u2028\u2029b", "a<b class=esc>\\u2028\\u2029</b>b")]
    [InlineData("\n::error::x", "<b class=esc>\\u000a</b>::error::x")]
    [InlineData("a\u200bb", "a<b class=esc>\\u200b</b>b")]
    [InlineData("\ue000forged\ue001", "<b class=esc>\\ue000</b>forged<b class=esc>\\ue001</b>")]
    [InlineData("a\\u202eb", "a\\u202eb")]
    public void Misleading_characters_are_spelled_out_and_marked(string text, string shown) =>
        Html(ReportSample.WithTextsThatAre(text)).Should().Contain($"<code class=\"location\">{shown}</code>");

    [Fact]
    public void No_misleading_character_remains() =>
        Html(ReportSample.WithTextsThatAre("a\u202e\u2066\u200f\u2028\0\u001b\u0085\ufeffb"))
            .Where(c => c != '\n' && TerminalText.Escape(c.ToString()).Length > 1)
            .Should()
            .BeEmpty();

    [Fact]
    public void Script_data_is_ASCII_without_characters_that_could_end_its_element()
    {
        var html = Html(ReportSample.WithTextsThatAre("</script>\u2028<!--é漢&"));

        Data()
            .Matches(html)
            .Select(match => match.Groups["json"].Value)
            .Should()
            .HaveCountGreaterThan(2)
            .And.OnlyContain(json => json.All(c => char.IsAscii(c) && c != '<' && c != '>' && c != '&'));
    }

    [Fact]
    public void An_object_path_of_1024_bytes_is_shown_in_full()
    {
        var location = $"s3://{new string('b', 63)}/{new string('k', 1024)}";

        Html(ReportSample.WithTextsThatAre(location)).Should().Contain($"<code class=\"location\">{location}</code>");
    }

    [Fact]
    public void A_longer_text_is_truncated_and_states_by_how_much() =>
        Html(ReportSample.WithTextsThatAre(new string('x', 5048)))
            .Should()
            .Contain($"{new string('x', 2048)}<b class=esc>3,000 more characters</b>");

    [Fact]
    public void A_report_with_100000_findings_stays_small_enough_to_open()
    {
        var html = Html(ReportSample.WithFindings(100_000));

        html.Length.Should().BeLessThan(32 * MiB);
        Rows().Matches(html).Should().HaveCount(2000);
        html.Should()
            .Contain("100,000 findings in 1 chain")
            .And.Contain("98,000 more findings in this chain are not shown here");
    }

    [Fact]
    public void A_chain_with_few_findings_is_not_hidden_behind_one_that_has_many()
    {
        var many = ReportSample.WithFindings(5000);
        var few = ReportSample.LogFile(ReportSample.Start, "M0CTfEFb8P83r7bt") with { Region = "eu-west-1" };

        Html(many with { Findings = [.. many.Findings, few] }).Should().Contain("id=\"f5001\"");
    }

    [Fact]
    public void The_longest_hostile_texts_stay_below_the_size_limit_and_the_rest_is_counted()
    {
        // Each text differs, so that none is shared.
        var finding = ReportSample.WithTextsThatAre("x").Findings[0];
        var findings = Enumerable
            .Range(0, 12_000)
            .Select(i => finding with { Location = $"s3://b/{i}{new string('\u0001', 1000)}", Message = $"{i}" })
            .ToList();

        var html = Html(ReportSample.Invalid() with { Findings = findings });

        html.Length.Should().BeLessThan(60 * MiB);
        html.Should().MatchRegex("[0-9,]+ of them do not fit into this file[.] See the JSON report");
    }

    [Fact]
    public void Findings_that_were_counted_but_not_kept_are_mentioned() =>
        Html(ReportSample.Invalid() with { FindingsLeftOut = 12_345 })
            .Should()
            .Contain("12,347 findings")
            .And.Contain("12,345 more findings were counted but not kept");

    [Fact]
    public void A_hundred_chains_of_alternating_hours_stay_small() =>
        Bytes(ReportSample.WithIntervals(5000, 100)).Length.Should().BeLessThan(6 * MiB);

    [Fact]
    public void A_report_without_chains_can_be_written() =>
        Html(ReportSample.Document(6, Verdict.Incomplete, [])).Should().Contain("No chain of digest files was found.");

    [Fact]
    public void Times_at_the_ends_of_the_calendar_do_not_crash_it()
    {
        var always = new ReportRange(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        var backwards = new ReportRange(always.End, always.Start);
        var document = ReportSample.Incomplete();
        var total = document.Total with { NotCoveredSeconds = long.MaxValue };

        Html(document with { Requested = always, Found = always, Total = total }).Should().Contain("9999-12-31");
        Html(
                document with
                {
                    Requested = backwards,
                    Found = backwards,
                    Total = total with { NotCoveredSeconds = long.MinValue },
                }
            )
            .Should()
            .Contain("</html>");
    }

    private static string Html(ReportDocument document) => Encoding.UTF8.GetString(Bytes(document));

    private static byte[] Bytes(ReportDocument document)
    {
        using var stream = new MemoryStream();
        HtmlReport.Write(document, stream);
        return stream.ToArray();
    }

    /// <summary>All tags with the names of their attributes, except marks of spelled-out characters.</summary>
    private static List<string> Tags(string html) =>
        [
            .. Tag()
                .Matches(Data().Replace(html, ""))
                .Select(tag => Value().Replace(tag.Value, "="))
                .Where(tag => tag is not ("<b class=esc>" or "</b>")),
        ];

    [GeneratedRegex("<[a-zA-Z/!][^>]*>", RegexOptions.None, 5000)]
    private static partial Regex Tag();

    [GeneratedRegex("=\"[^\"]*\"", RegexOptions.None, 5000)]
    private static partial Regex Value();

    [GeneratedRegex("<tr id=\"f[1-9]", RegexOptions.None, 5000)]
    private static partial Regex Rows();

    [GeneratedRegex(
        "<script type=\"application/json\"[^>]*>(?<json>[^<]*)</script>",
        RegexOptions.ExplicitCapture,
        5000
    )]
    private static partial Regex Data();
}
