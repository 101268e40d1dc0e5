using Microsoft.Playwright;

namespace Integrity.IntegrationTests.Html;

/// <summary>A report opened in a browser, with a record of its requests and errors.</summary>
internal sealed class OpenReport : IAsyncDisposable
{
    private OpenReport(IPage page)
    {
        Page = page;
        page.Request += (_, request) => Requests.Add(request.Url);
        page.Console += (_, message) => Problems.Add($"console {message.Type}: {message.Text}");
        page.PageError += (_, error) => Problems.Add($"error: {error}");
        page.Dialog += (_, dialog) =>
        {
            Problems.Add($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    /// <summary>All requested URLs, starting with the report itself.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Console messages, errors and dialogs.</summary>
    public List<string> Problems { get; } = [];

    public ILocator Bars => Page.Locator(".bar");

    public ILocator Readout => Page.Locator("#readout");

    public static async Task<OpenReport> OpenAsync(IPage page, string path)
    {
        var report = new OpenReport(page);
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        return report;
    }

    /// <summary>Presses keys on the focused element, one after the other.</summary>
    public async Task PressAsync(params string[] keys)
    {
        foreach (var key in keys)
            await Page.Keyboard.PressAsync(key);
    }

    /// <summary>Clicks a button of the map if it is enabled.</summary>
    public async Task ClickAsync(string name)
    {
        var button = Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name });
        if (await button.IsEnabledAsync())
            await button.ClickAsync();
    }

    /// <summary>Returns the labels of the time axis, from left to right.</summary>
    public async Task<IReadOnlyList<string>> AxisAsync() =>
        [.. (await Page.Locator("#axis text").AllTextContentsAsync()).Where(text => text.Length > 0)];

    /// <summary>Waits until the map shows a range of this length, e.g. <c>1 h</c>.</summary>
    public Task ShowsAsync(string width) => Assertions.Expect(Page.Locator("#window")).ToContainTextAsync($"({width})");

    /// <summary>Returns the ID of the focused element.</summary>
    public Task<string> FocusAsync() => Page.EvaluateAsync<string>("document.activeElement.id");

    /// <summary>Returns by how many pixels the page is wider than the window.</summary>
    public Task<int> OverflowAsync() =>
        Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
