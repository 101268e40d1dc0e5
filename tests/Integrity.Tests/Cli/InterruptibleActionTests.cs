using System.CommandLine;
using Integrity.Cli;
using Integrity.Cli.Options;
using Integrity.Cli.Output;

namespace Integrity.Tests.Cli;

/// <summary>Commands stopped by <c>--timeout</c>, on a clock whose timers the test fires.</summary>
public sealed class InterruptibleActionTests
{
    private readonly TimerClock _clock = new();

    [Fact]
    public async Task The_time_out_stops_a_command_like_Ctrl_C_and_is_named()
    {
        var terminal = Terminal();

        var running = Run(
            terminal,
            async stop =>
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, stop);
                    return 0;
                }
                catch (OperationCanceledException)
                {
                    return 3;
                }
            }
        );
        _clock.Fire();

        (await running).Should().Be(3);
        terminal.Interruption.Message.Should().Be("stopped after 90s (--timeout)");
        _clock.DueTime.Should().Be(TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task A_command_that_does_not_stop_is_abandoned()
    {
        var stuck = new TaskCompletionSource<int>();

        var running = Run(Terminal(), _ => stuck.Task);
        _clock.Fire();

        var waiting = () => running;
        await waiting.Should().ThrowAsync<OperationCanceledException>();
        stuck.SetResult(0);
    }

    [Fact]
    public async Task A_command_that_ends_in_time_is_not_stopped()
    {
        var terminal = Terminal();

        (await Run(terminal, _ => Task.FromResult(1))).Should().Be(1);

        terminal.Interruption.Should().Be(Interruption.BySignal);
    }

    private Terminal Terminal() => new(TextWriter.Null, TextWriter.Null, _clock);

    private static Task<int> Run(Terminal terminal, Func<CancellationToken, Task<int>> act)
    {
        var command = new Command("work") { new TimeoutOption() };
        command.SetAction((_, stop) => act(stop));
        InterruptibleAction.Wrap(command, terminal, TimeSpan.FromMilliseconds(1));
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        return command.Parse("--timeout 90s").InvokeAsync(configuration);
    }

    /// <summary>Fires its only timer on request, even if the request comes before the timer is created.</summary>
    private sealed class TimerClock : TimeProvider
    {
        private readonly TaskCompletionSource<(TimerCallback Callback, object? State)> _timer = new();

        public TimeSpan DueTime { get; private set; }

        public void Fire() =>
            _ = _timer.Task.ContinueWith(timer => timer.Result.Callback(timer.Result.State), TaskScheduler.Default);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            DueTime = dueTime;
            _timer.TrySetResult((callback, state));
            return new Timer();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
                // The timer holds no resources.
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
