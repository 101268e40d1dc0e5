using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Integrity.Verification;

/// <summary>Checks log files side by side and hands out all results in the order of the walk. What is ahead of the reader is bounded, and so is memory.</summary>
internal sealed class OrderedChecks(LogFileChecker checker, int concurrency)
{
    /// <summary>How far the walk may be ahead, in steps: enough that one slow log file does not idle the others.</summary>
    private int Lookahead => 256 + (concurrency * 8);

    public async IAsyncEnumerable<CheckResult> RunAsync(IAsyncEnumerable<WalkStep> steps, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var inOrder = Channel.CreateBounded<Job>(new BoundedChannelOptions(Lookahead) { SingleReader = true, SingleWriter = true });
        var toCheck = Channel.CreateUnbounded<Job>(new UnboundedChannelOptions { SingleWriter = true });
        var workers = Enumerable.Range(0, concurrency).Select(_ => Task.Run(() => WorkAsync(toCheck.Reader, stop.Token), CancellationToken.None)).ToList();
        var walk = Task.Run(() => WalkAsync(steps, inOrder.Writer, toCheck.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var job in inOrder.Reader.ReadAllAsync(cancellationToken)) yield return job.Known ?? await job.Checked;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll([walk, .. workers]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await walk;
    }

    private static async Task WalkAsync(IAsyncEnumerable<WalkStep> steps, ChannelWriter<Job> inOrder, ChannelWriter<Job> toCheck, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await foreach (var step in steps.WithCancellation(cancellationToken))
            {
                var job = new Job(step);
                if (step.Result is null) await toCheck.WriteAsync(job, cancellationToken);
                await inOrder.WriteAsync(job, cancellationToken);
            }
        }
        catch (Exception e)
        {
            // not hidden: the reader of the channel gets it
            failure = e;
        }
        toCheck.Complete();
        inOrder.Complete(failure);
    }

    private async Task WorkAsync(ChannelReader<Job> jobs, CancellationToken cancellationToken)
    {
        await foreach (var job in jobs.ReadAllAsync(cancellationToken)) await job.CheckAsync(checker, cancellationToken);
    }

    private sealed class Job(WalkStep step)
    {
        private readonly TaskCompletionSource<CheckResult>? _checked = step.Result is null ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;

        public CheckResult? Known => step.Result;

        public Task<CheckResult> Checked => _checked!.Task;

        public async ValueTask CheckAsync(LogFileChecker checker, CancellationToken cancellationToken)
        {
            try
            {
                var findings = await checker.CheckAsync(step.LogFile!, cancellationToken);
                _checked!.SetResult(new LogFileResult(step.Chain!, step.IsBackfill, step.LogFile!, findings));
            }
            catch (Exception e)
            {
                // not hidden: whoever waits for the result gets it
                _checked!.SetException(e);
            }
        }
    }
}
