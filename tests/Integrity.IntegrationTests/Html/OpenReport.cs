using Microsoft.Playwright;

namespace Integrity.IntegrationTests.Html;

/// <summary>A report in a browser, and all that it has tried.</summary>
internal sealed class OpenReport : IAsyncDisposable
{
    private OpenReport(IPage page)
    {
        Page = page;
        page.Request += (_, request) => Requests.Add(request.Url);
        page.Console += (_, message) => Complaints.Add($"console {message.Type}: {message.Text}");
        page.PageError += (_, error) => Complaints.Add($"error: {error}");
        page.Dialog += (_, dialog) =>
        {
            Complaints.Add($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    /// <summary>All addresses that were asked for, the report itself the first.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Everything that was written to the console, thrown, or shown as a dialog.</summary>
    public List<string> Complaints { get; } = [];

    public ILocator Bars => Page.Locator(".bar");

    public ILocator Readout => Page.Locator("#readout");

    public static async Task<OpenReport> OpenAsync(IPage page, string path)
    {
        var report = new OpenReport(page);
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        return report;
    }

    /// <summary>Presses keys on what has the focus, one after the other.</summary>
    public async Task PressAsync(params string[] keys)
    {
        foreach (var key in keys) await Page.Keyboard.PressAsync(key);
    }

    /// <summary>Clicks a button of the map, unless it is spent.</summary>
    public async Task ClickAsync(string name)
    {
        var button = Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name });
        if (await button.IsEnabledAsync()) await button.ClickAsync();
    }

    /// <summary>The labels of the time axis, from left to right.</summary>
    public async Task<IReadOnlyList<string>> AxisAsync() => [.. (await Page.Locator("#axis text").AllTextContentsAsync()).Where(text => text.Length > 0)];

    /// <summary>Waits until the range that the map says it shows is as wide as this, e.g. <c>1 h</c>.</summary>
    public Task ShowsAsync(string width) => Assertions.Expect(Page.Locator("#window")).ToContainTextAsync($"({width})");

    /// <summary>The id of the element that has the focus.</summary>
    public Task<string> FocusAsync() => Page.EvaluateAsync<string>("document.activeElement.id");

    /// <summary>How many pixels the page is wider than the window.</summary>
    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
