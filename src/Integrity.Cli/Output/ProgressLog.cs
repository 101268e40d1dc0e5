using Integrity.Verification;

namespace Integrity.Cli.Output;

/// <summary>
/// Prints the progress of a verification as one line every 30 seconds, where standard error is not a terminal.
/// </summary>
internal sealed class ProgressLog : IProgressDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly ProgressText _text;
    private readonly ITimer _timer;
    private bool _isEnded;

    public ProgressLog(Terminal terminal, ProgressText text)
    {
        _text = text;
        var (clock, started) = (terminal.Clock, terminal.Clock.GetTimestamp());
        _timer = clock.CreateTimer(_ => Print(), null, Interval, Interval);

        void Print()
        {
            var line = $"progress: {text.Describe(clock.GetElapsedTime(started).TotalSeconds)}\n";
            Interrupt(() =>
            {
                if (!_isEnded)
                    terminal.Errors.Write(line);
            });
        }
    }

    public void Add(CheckResult result) => _text.Add(result);

    public void Interrupt(Action print)
    {
        lock (_lock)
            print();
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
            _isEnded = true;
    }
}
