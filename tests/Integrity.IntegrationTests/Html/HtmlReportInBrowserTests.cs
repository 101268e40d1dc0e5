using System.Diagnostics;
using Integrity.Tests.Reporting.Html;
using Microsoft.Playwright;

namespace Integrity.IntegrationTests.Html;

/// <summary>The report as readers see it: opened from disk in a real browser, without network.</summary>
public sealed class HtmlReportInBrowserTests(ChromiumBrowser browser) : IClassFixture<ChromiumBrowser>
{
    [Fact]
    public async Task It_opens_without_console_output_and_requests_nothing_else()
    {
        await using var report = await browser.OpenAsync(ReportSample.Invalid());

        (await report.Page.Locator("h1").InnerTextAsync())
            .Should()
            .Be("Invalid: 1 of 12 log files and 1 of 6 digest files failed verification.");
        await report.ShowsAsync("6 h");
        report.Problems.Should().BeEmpty();
        report.Requests.Should().ContainSingle().Which.Should().StartWith("file://");
    }

    [Fact]
    public async Task Its_policy_blocks_every_other_script()
    {
        await using var report = await browser.OpenAsync(ReportSample.Valid());

        await report.Page.EvaluateAsync(
            "() => { try { document.body.setAttribute('onclick', 'window.hit = 1'); } catch { } try { "
                + "document.body.innerHTML += '<img src=x onerror=\"window.hit = 1\">'; } catch { } }"
        );
        await report.Page.EvaluateAsync(
            "() => { const s = document.createElement('script'); try { s.text = 'window.hit = 1'; "
                + "document.body.append(s); } catch { } document.body.click(); }"
        );

        (await report.Page.EvaluateAsync<bool>("'hit' in window")).Should().BeFalse();
        (await report.Page.Locator("img").CountAsync()).Should().Be(0, "text cannot become elements");
        report.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task It_shows_map_and_findings_with_JavaScript_off()
    {
        await using var report = await browser.OpenAsync(
            ReportSample.Invalid(),
            new BrowserNewContextOptions { JavaScriptEnabled = false }
        );

        (await report.Page.Locator(".bar rect.s0").CountAsync()).Should().Be(2);
        (await report.Page.Locator(".bar").First.IsVisibleAsync()).Should().BeTrue();
        (await report.AxisAsync()).Should().Contain("2025-05-04").And.Contain("12:00");
        (await report.Page.Locator(".findings tbody tr:visible").CountAsync()).Should().Be(2);
        (await report.Page.Locator(".intervals tbody tr:visible").CountAsync()).Should().Be(2);
        (await report.Page.Locator("#tools").IsVisibleAsync()).Should().BeFalse("the buttons need JavaScript");
    }

    [Fact]
    public async Task With_JavaScript_off_it_states_where_further_findings_are()
    {
        await using var report = await browser.OpenAsync(
            ReportSample.WithFindings(2500),
            new BrowserNewContextOptions { JavaScriptEnabled = false }
        );

        (await report.Page.Locator(".more").InnerTextAsync())
            .Should()
            .StartWith("500 more findings")
            .And.Contain("JSON report");
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("\"onload=\"alert(1)\" autofocus onfocus=\"alert(1)")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("</title></style></template><svg onload=alert(1)>")]
    public async Task A_hostile_path_runs_nothing_and_is_shown_as_text(string path)
    {
        await using var report = await browser.OpenAsync(ReportSample.WithTextsThatAre(path));

        // This also covers what the script creates from data: the last page of findings, and the map.
        await report.Page.GetByText("Next findings").ClickAsync();
        await report.Bars.First.ClickAsync();
        await report.PressAsync("PageDown", "Enter");

        (await report.Page.Locator("#f2100 .location").TextContentAsync()).Should().Be(path);
        (await report.Page.Locator("#f1 .location").TextContentAsync()).Should().Be(path);
        report.Problems.Should().BeEmpty();
        report.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Direction_marks_are_spelled_out_and_marked_in_rows_of_the_script_too()
    {
        await using var report = await browser.OpenAsync(ReportSample.WithTextsThatAre("a\u202egnp\\u202e.exe"));
        await report.Page.GetByText("Next findings").ClickAsync();

        foreach (var row in new[] { "#f1", "#f2100" })
        {
            (await report.Page.Locator($"{row} .location").TextContentAsync()).Should().Be("a\\u202egnp\\u202e.exe");
            (await report.Page.Locator($"{row} .location .esc").AllTextContentsAsync()).Should().Equal("\\u202e");
        }
    }

    [Fact]
    public async Task It_fits_a_phone()
    {
        await using var report = await browser.OpenAsync(
            ReportSample.OfAYear(),
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = 390, Height = 844 },
                HasTouch = true,
            }
        );

        (await report.OverflowAsync()).Should().Be(0, "the report must not scroll sideways");
        (await report.Bars.First.BoundingBoxAsync())!.Width.Should().BeGreaterThan(330);
    }

    [Fact]
    public async Task In_print_the_map_and_findings_are_visible_but_buttons_are_not()
    {
        await using var report = await browser.OpenAsync(ReportSample.OfAYear());
        await report.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });

        (await report.Page.Locator("#tools").IsVisibleAsync()).Should().BeFalse();
        (await report.Page.Locator(".findings tr[id]").Last.IsVisibleAsync()).Should().BeTrue();
        (await report.Bars.Last.Locator("rect").CountAsync())
            .Should()
            .BePositive("rows that were never scrolled into view are printed too");
        (await report.Page.PdfAsync()).Length.Should().BeGreaterThan(20_000);
        report.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task In_print_the_map_shows_the_whole_range_even_after_zooming()
    {
        await using var report = await browser.OpenAsync(ReportSample.Invalid());
        await report.Bars.First.FocusAsync();
        await report.PressAsync("+", "+");
        await report.ShowsAsync("1 h");

        await report.Page.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");
        await report.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await report.Page.SetViewportSizeAsync(700, 900);

        (await report.Bars.First.Locator("text").AllTextContentsAsync()).Should().Equal("V", "I", "V", "I");
        var (bar, last) = (
            (await report.Bars.First.BoundingBoxAsync())!,
            (await report.Bars.First.Locator("rect").Last.BoundingBoxAsync())!
        );
        (last.X + last.Width)
            .Should()
            .BeApproximately(bar.X + bar.Width, 2, "a map cut off on the right would hide problems");
        await report.Page.EvaluateAsync("dispatchEvent(new Event('afterprint'))");
        await report.ShowsAsync("1 h");
    }

    [Fact]
    public async Task Right_to_left_letters_appear_in_the_order_of_the_object_path()
    {
        await using var report = await browser.OpenAsync(ReportSample.WithTextsThatAre("a/\u05d0\u05d1\u05d2/b"));

        var positions = await report.Page.EvaluateAsync<double[]>(
            """
            () => {
              const text = document.querySelector('#f1 .location').firstChild, range = document.createRange();
              return [...text.data].map((_, i) => {
                range.setStart(text, i);
                range.setEnd(text, i + 1);
                return range.getBoundingClientRect().left;
              });
            }
            """
        );

        positions.Should().BeInAscendingOrder();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Text_has_enough_contrast(ColorScheme scheme)
    {
        await using var report = await browser.OpenAsync(
            ReportSample.Incomplete(),
            new BrowserNewContextOptions { ColorScheme = scheme }
        );

        var worst = await report.Page.EvaluateAsync<double>(Contrast.Script);

        worst.Should().BeGreaterThanOrEqualTo(4.5, "WCAG AA requires it");
    }

    [Fact]
    public async Task It_has_a_language_landmarks_a_single_h1_and_table_headers()
    {
        await using var report = await browser.OpenAsync(ReportSample.OfAYear());

        (await report.Page.Locator("html[lang=en]").CountAsync()).Should().Be(1);
        (await report.Page.Locator("body > header, body > main, body > footer").CountAsync()).Should().Be(3);
        (await report.Page.Locator("h1").CountAsync()).Should().Be(1);
        (await report.Page.Locator("th:not([scope])").CountAsync()).Should().Be(0);
        (await report.Page.Locator("section:not([aria-labelledby])").CountAsync()).Should().Be(0);
        (
            await report.Page.EvaluateAsync<int>(
                "[...document.querySelectorAll('[id]')].length - new Set([...document.querySelectorAll('[id]')].map(e "
                    + "=> e.id)).size"
            )
        )
            .Should()
            .Be(0, "IDs must be unique");
    }

    [Theory]
    [InlineData(100_000, 1)]
    [InlineData(100_000, 30)]
    public async Task A_report_with_100000_findings_opens_in_seconds_and_all_can_be_reached(int findings, int chains)
    {
        var clock = Stopwatch.StartNew();
        await using var report = await browser.OpenAsync(ReportSample.WithFindings(findings, chains));
        await report.Page.Locator("#window").WaitForAsync();
        clock
            .Elapsed.Should()
            .BeLessThan(TimeSpan.FromSeconds(20), "writing and opening take about 2 s on two idle cores");
        (await report.Page.Locator(".findings tbody tr").CountAsync()).Should().BeLessThanOrEqualTo(2000);

        var next = report.Page.GetByText("Next findings").Last;
        await next.ClickAsync();

        await Assertions
            .Expect(report.Page.Locator(".more [role=status]").Last)
            .ToContainTextAsync("findings in this chain.");
        (await report.Page.Locator(".findings tbody").Last.Locator("tr").CountAsync()).Should().Be(500);
        report.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task A_hundred_chains_of_5000_intervals_open_in_seconds_and_zoom_to_the_hour()
    {
        await using var report = await browser.OpenAsync(ReportSample.WithIntervals(5000, 100));

        await report.Bars.First.FocusAsync();
        for (var i = 0; i < 11; i++)
            await report.PressAsync("+");

        await report.ShowsAsync("1 h");
        report.Problems.Should().BeEmpty();
    }
}
