namespace Integrity.Cli.Runs;

/// <summary>
/// Runs what has nothing to sum up, and can be ended at any moment without harm: when it is told to stop, it is waited for a little, and then no more. So a full network drive,
/// or credentials that never come, do not keep a service from being stopped before its manager kills it.
/// </summary>
internal static class StopInTime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public static async Task<int> RunAsync(Func<Task<int>> run, CancellationToken cancellationToken)
    {
        // a folder is read without waiting: only in a thread of its own it leaves room for signals
        var running = Task.Run(run, CancellationToken.None);
        await Task.WhenAny(running, UntilToldAsync(cancellationToken));
        try
        {
            return await (
                cancellationToken.IsCancellationRequested
                    ? running.WaitAsync(Patience, CancellationToken.None)
                    : running
            );
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private static async Task UntilToldAsync(CancellationToken cancellationToken)
    {
        var told = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(told.SetResult);
        await told.Task;
    }
}
