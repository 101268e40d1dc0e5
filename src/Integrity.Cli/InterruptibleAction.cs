using System.CommandLine;
using System.CommandLine.Invocation;
using Integrity.Cli.Options;
using Integrity.Cli.Output;

namespace Integrity.Cli;

/// <summary>
/// A command's action that can be stopped from its first moment: by a signal, or by <c>--timeout</c>.
/// System.CommandLine listens to signals only after an action has returned its task. Without the thread pool, Ctrl-C
/// would kill the process during the work before the first wait, without a summary and without cleaning up.
/// </summary>
internal sealed class InterruptibleAction : AsynchronousCommandLineAction
{
    private readonly AsynchronousCommandLineAction _action;
    private readonly Terminal _terminal;
    private readonly TimeSpan _patience;

    /// <param name="action">The action.</param>
    /// <param name="terminal">Learns why the action was stopped.</param>
    /// <param name="patience">How long the action may take to summarize after the time-out.</param>
    public InterruptibleAction(AsynchronousCommandLineAction action, Terminal terminal, TimeSpan patience) =>
        (_action, _terminal, _patience) = (action, terminal, patience);

    /// <summary>Makes the actions of a command and of its subcommands interruptible.</summary>
    public static void In(Command command, Terminal terminal, TimeSpan patience)
    {
        if (command.Action is AsynchronousCommandLineAction action)
            command.Action = new InterruptibleAction(action, terminal, patience);
        foreach (var below in command.Subcommands)
            In(below, terminal, patience);
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
            // what does not stop, such as a program that fetches credentials, is left behind
            return await (expired.Task.IsCompleted ? running.WaitAsync(_patience, CancellationToken.None) : running);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            throw new OperationCanceledException(stop.Token);
        }

        void Expire()
        {
            const string Hint = "run it again with a longer --timeout";
            if (!cancellationToken.IsCancellationRequested)
                _terminal.Interruption = new Interruption($"stopped after {text} (--timeout)", Hint);
            stop.Cancel();
            expired.SetResult();
        }
    }
}
