using System.Globalization;
using Integrity.Digests;
using Integrity.Verification;
using Spectre.Console;

namespace Integrity.Cli.Output;

/// <summary>
/// One line on a terminal that tells how far a verification is, drawn anew five times a second. Whatever else is printed takes its place, and it comes back below.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly IAnsiConsole _console;
    private readonly CountingReader _reader;
    private readonly VerificationProgress _progress;
    private readonly DigestPeriod _range;
    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly ITimer _timer;
    private long _digests;
    private long _logFiles;
    private double _chainFraction;
    private int _ticks;
    private bool _isShown;

    public ProgressLine(Terminal terminal, CountingReader reader, VerificationProgress progress, DigestPeriod range)
    {
        (_reader, _progress, _range, _clock) = (reader, progress, range, terminal.Clock);
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Errors), Ansi = AnsiSupport.Yes });
        _started = _clock.GetTimestamp();
        _timer = _clock.CreateTimer(_ => Draw(), null, Interval, Interval);
    }

    /// <summary>Takes note of a result.</summary>
    public void Add(CheckResult result)
    {
        lock (_lock)
        {
            if (result is LogFileResult) _logFiles++;
            if (result is not DigestResult digest) return;
            _digests++;
            if (digest is { IsBackfill: false, Verified: { } verified } && _range.Duration > TimeSpan.Zero)
                _chainFraction = Math.Clamp((_range.End - verified.Period.Start) / _range.Duration, 0, 1);
        }
    }

    /// <summary>Prints something else.</summary>
    public void Interrupt(Action print)
    {
        lock (_lock)
        {
            Clear();
            print();
        }
    }

    private void Draw()
    {
        lock (_lock)
        {
            var width = Math.Max(20, _console.Profile.Width - 1);
            var text = Text();
            Clear();
            _console.Markup($"[grey]{Markup.Escape(text.Length > width ? text[..width] : text)}[/]");
            _isShown = true;
        }
    }

    private void Clear()
    {
        if (!_isShown) return;
        _console.Write(new ControlCode("\r\u001b[2K"));
        _isShown = false;
    }

    private string Text()
    {
        var spinner = "|/-\\"[_ticks++ % 4];
        var seconds = _clock.GetElapsedTime(_started).TotalSeconds;
        if (_progress.Chains == 0) return string.Create(CultureInfo.InvariantCulture, $"{spinner} looking for chains, {seconds:0} s");
        var done = Math.Min(1, (_progress.ChainsDone + _chainFraction) / _progress.Chains);
        var chains = _progress.Chains == 1 ? "" : $"{_progress.ChainsDone}/{_progress.Chains} chains, ";
        var left = done is > 0.01 and < 1 ? $", {Left(seconds * (1 - done) / done)} left" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{spinner} {done:0%}: {chains}{_digests:#,0} digest files, {_logFiles:#,0} log files, {_reader.Bytes / 1e6 / Math.Max(seconds, 0.001):0.0} MB/s{left}");
    }

    private static string Left(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, 359_999)).ToString(seconds >= 3600 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock) Clear();
    }
}
