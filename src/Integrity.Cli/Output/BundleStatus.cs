using System.Globalization;
using Integrity.Bundles;

namespace Integrity.Cli.Output;

/// <summary>One line on a terminal that tells how far the writing or the check of a bundle is.</summary>
internal sealed class BundleStatus : IDisposable
{
    private readonly StatusLine? _line;
    private readonly string _looking;
    private readonly string _done;
    private volatile Work? _work;
    private double _idleSeconds;

    /// <param name="terminal">The terminal.</param>
    /// <param name="looking">What is done first, while it is not known how much there is.</param>
    /// <param name="done">What has been done with files.</param>
    public BundleStatus(Terminal terminal, string looking, string done)
    {
        (_looking, _done) = (looking, done);
        if (terminal.ShowsProgress)
            _line = new StatusLine(terminal, Text);
    }

    /// <summary>From now on files are worked on.</summary>
    public void Begin(BundleProgress progress, int files) => _work = new Work(progress, files);

    private string Text(double seconds)
    {
        if (_work is not { } work)
        {
            _idleSeconds = seconds;
            return string.Create(CultureInfo.InvariantCulture, $"{_looking}, {seconds:0} s");
        }
        var busy = Math.Max(seconds - _idleSeconds, 0.001);
        var done = work.Files == 0 ? 1 : Math.Min(1, work.Progress.Files / (double)work.Files);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{done:0%}: {work.Progress.Files:#,0} of {work.Files:#,0} files {_done}, {work.Progress.Bytes / 1e6 / busy:0.0} MB/s{TimeLeft.Words(done, busy)}"
        );
    }

    public void Dispose() => _line?.Dispose();

    private sealed record Work(BundleProgress Progress, int Files);
}
