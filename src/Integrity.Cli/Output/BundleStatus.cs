using System.Globalization;
using Integrity.Bundles;

namespace Integrity.Cli.Output;

/// <summary>Shows the progress of writing or checking a bundle on a status line.</summary>
internal sealed class BundleStatus : IDisposable
{
    private readonly StatusLine? _line;
    private readonly string _looking;
    private readonly string _done;
    private volatile Work? _work;
    private double _idleSeconds;

    /// <param name="terminal">The terminal.</param>
    /// <param name="looking">The first step, while the number of files is unknown, e.g. <c>looking for
    /// files</c>.</param>
    /// <param name="done">What is done with files, as a participle, e.g. <c>bundled</c>.</param>
    public BundleStatus(Terminal terminal, string looking, string done)
    {
        (_looking, _done) = (looking, done);
        if (terminal.ShowsProgress)
            _line = new StatusLine(terminal, Text);
    }

    /// <summary>Starts to show the progress in files.</summary>
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
            $"{done:0%}: {work.Progress.Files:#,0} of {work.Files:#,0} files {_done}, "
                + $"{work.Progress.Bytes / 1e6 / busy:0.0} MB/s{RemainingTime.Text(done, busy)}"
        );
    }

    public void Dispose() => _line?.Dispose();

    private sealed record Work(BundleProgress Progress, int Files);
}
