using System.Diagnostics.CodeAnalysis;
using Integrity.IntegrationTests.Support;
using Integrity.Reporting;
using Integrity.Reporting.Html;
using Microsoft.Playwright;

namespace Integrity.IntegrationTests.Html;

/// <summary>The installed Chromium, started once per test class. It is never downloaded.</summary>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "xunit calls DisposeAsync of IAsyncLifetime"
)]
public sealed class ChromiumBrowser : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    private readonly TemporaryFolder _folder = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private int _files;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program))
            throw new InvalidOperationException($"{Program} is missing; install it with: apt-get install chromium");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Program,
                Headless = true,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
        _folder.Dispose();
    }

    /// <summary>Opens the HTML report of a document from a file, as a reader would.</summary>
    internal async Task<OpenReport> OpenAsync(ReportDocument document, BrowserNewContextOptions? options = null)
    {
        var path = _folder.At($"report-{Interlocked.Increment(ref _files)}.html");
        await using (var file = File.Create(path))
            HtmlReport.Write(document, file);
        var context = await _browser!.NewContextAsync(
            options
                ?? new BrowserNewContextOptions
                {
                    ViewportSize = new ViewportSize { Width = 1280, Height = 900 },
                }
        );
        return await OpenReport.OpenAsync(await context.NewPageAsync(), path);
    }
}
