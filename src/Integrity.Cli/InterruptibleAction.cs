using System.CommandLine;
using System.CommandLine.Invocation;
using Integrity.Cli.Options;
using Integrity.Cli.Output;

namespace Integrity.Cli;

/// <summary>
/// Makes the action of a command stoppable from the start, by a signal or by <c>--timeout</c>.
/// System.CommandLine handles signals only once an action has returned its task. Without the thread pool, Ctrl-C
/// would kill the process during its first synchronous work, without a summary or cleanup.
/// </summary>
internal sealed class InterruptibleAction : AsynchronousCommandLineAction
{
    private readonly AsynchronousCommandLineAction _action;
    private readonly Terminal _terminal;
    private readonly TimeSpan _patience;

    /// <param name="action">The action to wrap.</param>
    /// <param name="terminal">Receives the reason for the interruption.</param>
    /// <param name="patience">Time the action has to summarize after the time-out.</param>
    public InterruptibleAction(AsynchronousCommandLineAction action, Terminal terminal, TimeSpan patience) =>
        (_action, _terminal, _patience) = (action, terminal, patience);

    /// <summary>Wraps the actions of a command and of its subcommands.</summary>
    public static void Wrap(Command command, Terminal terminal, TimeSpan patience)
    {
        if (command.Action is AsynchronousCommandLineAction action)
            command.Action = new InterruptibleAction(action, terminal, patience);
        foreach (var below in command.Subcommands)
            Wrap(below, terminal, patience);
    }

    public override async Task<int> InvokeAsync(ParseResult parseResult, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        var option = parseResult.CommandResult.Command.Options.OfType<TimeoutOption>().FirstOrDefault();
        return option is not null && parseResult.GetValue(option) is { } timeout
            ? await InvokeAsync(parseResult, timeout, parseResult.GetResult(option)!.Tokens[0].Value, cancellationToken)
            : await _action.InvokeAsync(parseResult, cancellationToken);
    }

    private async Task<int> InvokeAsync(
        ParseResult parseResult,
        TimeSpan timeout,
        string text,
        CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var expired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = _terminal.Clock.CreateTimer(_ => Expire(), null, timeout, Timeout.InfiniteTimeSpan);
        var running = Task.Run(() => _action.InvokeAsync(parseResult, stop.Token), CancellationToken.None);
        await Task.WhenAny(running, expired.Task);
        try
        {
            // Abandon what does not stop in time, such as a credential process.
            return await (expired.Task.IsCompleted ? running.WaitAsync(_patience, CancellationToken.None) : running);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            throw new OperationCanceledException(stop.Token);
        }

        void Expire()
        {
            const string Hint = "run the command again with a longer --timeout";
            if (!cancellationToken.IsCancellationRequested)
                _terminal.Interruption = new Interruption($"stopped after {text} (--timeout)", Hint);
            stop.Cancel();
            expired.SetResult();
        }
    }
}
