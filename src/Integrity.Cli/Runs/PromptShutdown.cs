namespace Integrity.Cli.Runs;

/// <summary>
/// Runs a command that can be stopped at any moment without harm. After a stop signal it has three seconds to end, so
/// that a hanging network drive or credential process does not delay the shutdown until the service manager kills it.
/// </summary>
internal static class PromptShutdown
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(3);

    /// <exception cref="OperationCanceledException">The command was stopped.</exception>
    public static async Task<int> RunAsync(Func<Task<int>> run, CancellationToken cancellationToken)
    {
        // Directories are read synchronously, so the command needs another thread to leave this one free for signals.
        var running = Task.Run(run, CancellationToken.None);
        await Task.WhenAny(running, UntilCanceledAsync(cancellationToken));
        try
        {
            return await (
                cancellationToken.IsCancellationRequested
                    ? running.WaitAsync(ShutdownTimeout, CancellationToken.None)
                    : running
            );
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private static async Task UntilCanceledAsync(CancellationToken cancellationToken)
    {
        var canceled = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(canceled.SetResult);
        await canceled.Task;
    }
}
