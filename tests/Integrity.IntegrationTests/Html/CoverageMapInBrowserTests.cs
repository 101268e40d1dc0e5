using Integrity.Reporting;
using Integrity.Tests.Reporting.Html;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Integrity.IntegrationTests.Html;

/// <summary>The coverage map in a real browser: it works with pointer, keyboard and screen reader.</summary>
public sealed class CoverageMapInBrowserTests(ChromiumBrowser browser) : IClassFixture<ChromiumBrowser>
{
    [Fact]
    public async Task Arrow_keys_move_between_intervals_and_show_their_exact_times()
    {
        await using var report = await browser.OpenAsync(ReportSample.Invalid());
        var bar = report.Bars.First;

        await bar.FocusAsync();
        await report.PressAsync("ArrowRight");

        await Expect(bar).ToHaveAttributeAsync("role", "slider");
        await Expect(bar).ToHaveAttributeAsync("aria-valuetext", "Invalid: 2025-05-04 13:00:00 to 14:00:00 UTC (1 h)");
        await Expect(bar).ToHaveAttributeAsync("aria-valuenow", "2");
        await Expect(report.Readout)
            .ToContainTextAsync("us-east-2 111122223333. Invalid: 2025-05-04 13:00:00 to 14:00:00 UTC (1 h)");
        await report.PressAsync("ArrowLeft");
        await Expect(bar).ToHaveAttributeAsync("aria-valuetext", "Valid: 2025-05-04 10:00:00 to 13:00:00 UTC (3 h)");
        await report.PressAsync("End");
        await Expect(bar).ToHaveAttributeAsync("aria-valuenow", "4");
    }

    [Fact]
    public async Task Enter_jumps_to_the_findings_of_the_interval()
    {
        await using var report = await browser.OpenAsync(ReportSample.Invalid());

        await report.Bars.First.FocusAsync();
        await report.PressAsync("PageDown", "Enter");

        (await report.FocusAsync()).Should().Be("f2", "the digest file of 13:00 to 14:00 is missing");
        await Expect(report.Page.Locator("tr.hit")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_log_file_is_found_by_the_time_in_its_name()
    {
        await using var report = await browser.OpenAsync(ReportSample.Invalid());

        await report.Bars.First.FocusAsync();
        await report.PressAsync("End", "Enter");

        (await report.FocusAsync()).Should().Be("f1");
    }

    [Fact]
    public async Task Enter_on_a_valid_interval_states_that_it_has_no_findings()
    {
        await using var report = await browser.OpenAsync(ReportSample.Invalid());

        await report.Bars.First.FocusAsync();
        await report.PressAsync("Home", "Enter");

        await Expect(report.Readout).ToContainTextAsync("No findings for this interval");
    }

    [Fact]
    public async Task Opening_an_interval_loads_findings_that_are_not_yet_in_the_page()
    {
        // 40 per hour: the oldest hour is far beyond the first 2,000.
        var document = ReportSample.WithFindings(4000);
        var hours = Enumerable.Range(0, 100).Select(i => (1, i % 2 == 0 ? CoverageState.Invalid : CoverageState.Valid));
        await using var report = await browser.OpenAsync(
            document with
            {
                Chains = [ReportSample.Chain("us-east-2", 100, [.. hours])],
            }
        );

        await report.Bars.First.FocusAsync();
        await report.PressAsync("Home", "Enter");

        await Expect(report.Page.Locator("tr.hit")).ToHaveCountAsync(40);
        (await report.FocusAsync()).Should().Be("f3961");
        (await report.Page.Locator("#f3961 .location").TextContentAsync()).Should().Contain("_20250504T1000Z_");
    }

    [Fact]
    public async Task Up_and_down_move_between_chains_at_the_same_time()
    {
        await using var report = await browser.OpenAsync(ReportSample.OfAYear());

        await report.Bars.Nth(0).FocusAsync();
        await report.PressAsync("ArrowDown", "PageDown");

        await Expect(report.Bars.Nth(1)).ToBeFocusedAsync();
        await Expect(report.Bars.Nth(1))
            .ToHaveAttributeAsync("aria-valuetext", "Invalid: 2025-11-30 10:00:00 to 11:00:00 UTC (1 h)");
        await report.PressAsync("ArrowUp");
        await Expect(report.Bars.Nth(0)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_map_is_a_single_tab_stop()
    {
        await using var report = await browser.OpenAsync(ReportSample.OfAYear());

        (await report.Page.Locator(".bar[tabindex='0']").CountAsync()).Should().Be(1);
    }

    [Fact]
    public async Task Buttons_zoom_from_a_year_to_an_hour_and_the_axis_labels_follow()
    {
        await using var report = await browser.OpenAsync(ReportSample.OfAYear());
        await report.ShowsAsync("365 days");
        (await report.AxisAsync()).Should().Contain("2025-07").And.NotContain("12:00");

        for (var i = 0; i < 4; i++)
            await report.ClickAsync("Zoom in");
        await report.ShowsAsync("14 days");
        (await report.AxisAsync())
            .Should()
            .Contain(label => label.StartsWith("2025-11-0", StringComparison.Ordinal), "two weeks show their days");
        for (var i = 0; i < 7; i++)
            await report.ClickAsync("Zoom in");

        await report.ShowsAsync("1 h");
        (await report.AxisAsync())
            .Should()
            .Contain(label => label.EndsWith(":30", StringComparison.Ordinal), "an hour shows its minutes");
        await report.ClickAsync("Whole range");
        await report.ShowsAsync("365 days");
    }

    [Fact]
    public async Task Keys_zoom_around_the_selected_interval()
    {
        await using var report = await browser.OpenAsync(ReportSample.OfAYear());

        await report.Bars.Nth(1).FocusAsync();
        await report.PressAsync("PageDown", "+", "+", "+", "+", "+", "+", "+", "+", "+", "+", "+");

        await Expect(report.Page.Locator("#window"))
            .ToHaveTextAsync("Shown: 2025-11-30 10:00:00 to 11:00:00 UTC (1 h)");
        await report.PressAsync("0");
        await report.ShowsAsync("365 days");
    }

    [Fact]
    public async Task One_bad_hour_in_a_year_is_visible()
    {
        await using var report = await browser.OpenAsync(ReportSample.OfAYear());
        await report.Bars.Nth(1).ScrollIntoViewIfNeededAsync();

        await report.Page.WaitForFunctionAsync(
            "() => document.querySelectorAll('.bar')[1].querySelector('rect.s0').getBoundingClientRect().width > 3.5",
            null,
            new PageWaitForFunctionOptions { Timeout = 5000 }
        );
        (await report.Bars.Nth(1).Locator("rect.s0").CountAsync()).Should().Be(1);
    }

    [Fact]
    public async Task Hovering_shows_the_exact_times()
    {
        await using var report = await browser.OpenAsync(ReportSample.Invalid());
        var width = (await report.Bars.First.BoundingBoxAsync())!.Width;

        await report.Bars.First.HoverAsync(
            new LocatorHoverOptions
            {
                Position = new Position { X = width * 3.5f / 6, Y = 10 },
            }
        );

        await Expect(report.Page.Locator("#tip"))
            .ToHaveTextAsync("us-east-2 111122223333\nInvalid, 1 h\n2025-05-04 13:00:00 to 14:00:00 UTC");
    }

    [Fact]
    public async Task States_differ_by_pattern_and_letter_not_only_by_color()
    {
        await using var report = await browser.OpenAsync(ReportSample.Incomplete());

        (await report.Bars.First.Locator("text").AllTextContentsAsync()).Should().Equal("N", "C", "V");
        var fills = await report.Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('.bar rect')].map(rect => getComputedStyle(rect).fill)"
        );
        fills.Should().OnlyHaveUniqueItems().And.ContainMatch("*#p1*").And.ContainMatch("*#p2*");
    }
}
