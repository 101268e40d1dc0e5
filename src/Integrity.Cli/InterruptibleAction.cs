using System.CommandLine;
using System.CommandLine.Invocation;

namespace Integrity.Cli;

/// <summary>
/// A command's action that begins in a thread of the pool. System.CommandLine listens to signals only from when an action has handed out its task: what an action does before its first wait
/// would be killed by Ctrl-C, without a word and without clearing up.
/// </summary>
internal sealed class InterruptibleAction : AsynchronousCommandLineAction
{
    private readonly AsynchronousCommandLineAction _action;

    private InterruptibleAction(AsynchronousCommandLineAction action) => _action = action;

    /// <summary>Makes the actions of a command and of those below it interruptible from their beginning.</summary>
    public static void In(Command command)
    {
        if (command.Action is AsynchronousCommandLineAction action) command.Action = new InterruptibleAction(action);
        foreach (var below in command.Subcommands) In(below);
    }

    public override async Task<int> InvokeAsync(ParseResult parseResult, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return await _action.InvokeAsync(parseResult, cancellationToken);
    }
}
