using System.Text.RegularExpressions;
using Integrity.Bundles;
using Integrity.Cli.Output;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Cli.Output;

/// <summary>The status line shows progress, fits the width, and is removed at the end.</summary>
public sealed class StatusLineTests : IDisposable
{
    private const string Cleared = "\r\u001b[2K";

    private readonly TempDirectory _folder = new();
    private readonly ManualClock _clock = new();
    private readonly StringWriter _errors = new();

    private Terminal Screen => new(TextWriter.Null, _errors, _clock) { ShowsProgress = true };

    public void Dispose()
    {
        _folder.Dispose();
        _errors.Dispose();
    }

    [Theory]
    [InlineData(
        "| 45%: 123 digest files, 4,567 log files, 12.3 MB/s, 1:05 left",
        80,
        "| 45%: 123 digest files, 4,567 log files, 12.3 MB/s, 1:05 left"
    )]
    [InlineData(
        "| 45%: 123 digest files, 4,567 log files, 12.3 MB/s, 1:05 left",
        61,
        "| 45%: 123 digest files, 4,567 log files, 12.3 MB/s"
    )]
    [InlineData(
        "| 45%: 123 digest files, 4,567 log files, 12.3 MB/s, 1:05 left",
        40,
        "| 45%: 123 digest files, 4,567 log files"
    )]
    [InlineData("| 45%: 123 digest files, 4,567 log files, 12.3 MB/s, 1:05 left", 39, "| 45%: 123 digest files")]
    [InlineData("| 45%: 123 digest files, 4,567 log files, 12.3 MB/s, 1:05 left", 20, "| 45%: 123 digest fi")]
    public void A_long_line_is_cut_after_whole_parts(string text, int width, string shown) =>
        StatusLine.Fit(text, width).Should().Be(shown);

    [Fact]
    public async Task Progress_of_writing_and_checking_a_bundle()
    {
        string path;
        using (var status = new BundleStatus(Screen, "looking for files", "bundled"))
        {
            Shown().Should().Be("| looking for files, 1 s");
            var contents = await BundleContents.FindAsync(
                new Vector("valid").Buckets,
                holdsBuckets: false,
                [],
                default
            );
            status.Begin(contents.Progress, contents.Count);
            Shown().Should().Be("/ 0%: 0 of 24 files bundled, 0.0 MB/s");
            await using var file = File.Create(path = _folder.PathTo("bundle.tar"));
            await BundleWriter.WriteAsync(contents, TestKey.First.Signer(), file, default);
            Shown().Should().MatchRegex(@"^- 100%: 24 of 24 files bundled, \d+\.\d MB/s$");
        }
        _errors.ToString().Should().EndWith(Cleared);
        using var bundle = Bundle.Open(path);
        using var check = new BundleStatus(Screen, "opening the bundle", "checked");
        check.Begin(bundle.Progress, bundle.Count);

        await bundle.CheckAsync(TestKey.First.Public, null, 1, default);

        Shown().Should().MatchRegex(@"^\| 100%: 24 of 24 files checked, \d+\.\d MB/s$");
    }

    [Fact]
    public async Task Progress_of_a_search()
    {
        var trail = TrailSimulator.OfHours(2);
        using var status = new SearchStatus(Screen, trail.Store);
        Shown().Should().Be("| looking for chains, 1 s");

        await using (await status.OpenAsync(trail.Digests[1].Location, default))
        await using (await status.OpenAsync(trail.Digests[1].LogFiles[0].Location, default))
        {
            Shown()
                .Should()
                .MatchRegex(@"^/ at 2025-\d\d-\d\dT\d\d:00Z, us-east-2: 1 digest file, 1 log file, \d+\.\d MB/s$");
        }
    }

    [Fact]
    public async Task Nothing_is_shown_without_a_terminal()
    {
        using var status = new BundleStatus(
            new Terminal(TextWriter.Null, _errors, _clock),
            "looking for files",
            "bundled"
        );
        _clock.Tick();

        var run = await ProgramRun.AtAsync(
            _clock,
            "bundle",
            new Vector("valid").Buckets,
            "--out",
            _folder.PathTo("bundle.tar"),
            "--unsigned"
        );

        (run.ExitCode, _errors.ToString()).Should().Be((0, ""));
        run.Errors.Should().NotContain("\u001b");
    }

    /// <summary>Returns the line after the next tick, without color.</summary>
    private string Shown()
    {
        _clock.Tick();
        var last = _errors.ToString().Split(Cleared)[^1];
        return Regex.Replace(last, "\u001b\\[[0-9;]*m", "", RegexOptions.None, TimeSpan.FromSeconds(1));
    }
}
