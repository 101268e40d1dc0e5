using Spectre.Console;

namespace Integrity.Cli.Output;

/// <summary>A line at the bottom of the terminal, redrawn five times a second. Other output appears above it.</summary>
internal sealed class StatusLine : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly IAnsiConsole _console;
    private readonly Func<double, string> _text;
    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly ITimer _timer;
    private readonly bool _hasColor;
    private int _ticks;
    private bool _isShown;

    /// <param name="terminal">The terminal.</param>
    /// <param name="text">Returns the text for the elapsed seconds. Called on a timer thread.</param>
    public StatusLine(Terminal terminal, Func<double, string> text)
    {
        (_text, _clock) = (text, terminal.Clock);
        _hasColor = terminal.HasColor;
        _console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Errors), Ansi = AnsiSupport.Yes }
        );
        _started = _clock.GetTimestamp();
        _timer = _clock.CreateTimer(_ => Draw(), null, Interval, Interval);
    }

    /// <summary>Prints other output above the line.</summary>
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
            var text = $"{"|/-\\"[_ticks++ % 4]} {_text(_clock.GetElapsedTime(_started).TotalSeconds)}";
            Clear();
            if (_hasColor)
                _console.Markup($"[grey]{Markup.Escape(Fit(text, width))}[/]");
            else
                _console.Write(Fit(text, width));
            _isShown = true;
        }
    }

    /// <summary>Shortens a text to a width, after whole parts of a list if possible.</summary>
    internal static string Fit(string text, int width)
    {
        if (text.Length <= width)
            return text;
        var end = text.LastIndexOf(", ", Math.Min(width + 1, text.Length - 1), StringComparison.Ordinal);
        return text[..(end > 0 ? end : width)];
    }

    private void Clear()
    {
        if (!_isShown)
            return;
        _console.Write(new ControlCode("\r\u001b[2K"));
        _isShown = false;
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
            Clear();
    }
}
