using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Integrity.Verification;

/// <summary>
/// Walks chains and checks log files side by side, and hands out all results in the order of the chains and of each walk.
/// How far anything may be ahead of the reader is bounded, and so is memory.
/// </summary>
internal sealed class OrderedChecks(LogFileChecker checker, int concurrency)
{
    /// <summary>How far one walk may be ahead, in steps: enough that one slow log file does not idle the others.</summary>
    private int Lookahead => 256 + (concurrency * 8);

    /// <summary>How many chains are walked at the same time. A walk mostly waits for answers.</summary>
    private int Walks => Math.Clamp(concurrency / 2, 2, 32);

    public async IAsyncEnumerable<CheckResult> RunAsync(
        IReadOnlyList<IAsyncEnumerable<WalkStep>> walks,
        VerificationProgress? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var toCheck = Channel.CreateUnbounded<Job>(new UnboundedChannelOptions());
        var inOrder = walks
            .Select(_ =>
                Channel.CreateBounded<Job>(
                    new BoundedChannelOptions(Lookahead) { SingleReader = true, SingleWriter = true }
                )
            )
            .ToList();
        var workers = Enumerable
            .Range(0, concurrency)
            .Select(_ => Task.Run(() => WorkAsync(toCheck.Reader, stop.Token), CancellationToken.None))
            .ToList();
        var walking = Task.Run(() => WalkAllAsync(walks, inOrder, toCheck.Writer, stop.Token), CancellationToken.None);
        try
        {
            foreach (var chain in inOrder)
            {
                await foreach (var job in chain.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                    yield return job.Known ?? await job.Checked.ConfigureAwait(false);
                progress?.Finished();
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll([walking, .. workers]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Starts the walks in order, so that the one that is read first is always under way.</summary>
    private async Task WalkAllAsync(
        IReadOnlyList<IAsyncEnumerable<WalkStep>> walks,
        List<Channel<Job>> inOrder,
        ChannelWriter<Job> toCheck,
        CancellationToken cancellationToken
    )
    {
        using var places = new SemaphoreSlim(Walks);
        var walking = new List<Task>();
        for (var i = 0; i < walks.Count && !cancellationToken.IsCancellationRequested; i++)
        {
            await places.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            var (walk, results) = (walks[i], inOrder[i].Writer);
            walking.Add(
                Task.Run(
                    async () =>
                    {
                        await WalkAsync(walk, results, toCheck, cancellationToken).ConfigureAwait(false);
                        places.Release();
                    },
                    CancellationToken.None
                )
            );
        }
        await Task.WhenAll(walking).ConfigureAwait(false);
        toCheck.Complete();
    }

    private static async Task WalkAsync(
        IAsyncEnumerable<WalkStep> steps,
        ChannelWriter<Job> inOrder,
        ChannelWriter<Job> toCheck,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await foreach (var step in steps.WithCancellation(cancellationToken))
            {
                var job = new Job(step);
                if (step.Result is null)
                    await toCheck.WriteAsync(job, cancellationToken).ConfigureAwait(false);
                await inOrder.WriteAsync(job, cancellationToken).ConfigureAwait(false);
            }
            inOrder.Complete();
        }
        catch (Exception e)
        {
            // not hidden: the reader of the channel gets it
            inOrder.Complete(e);
        }
    }

    private async Task WorkAsync(ChannelReader<Job> jobs, CancellationToken cancellationToken)
    {
        // also after a cancellation, until the walks are over: whoever waits for a result must get one, or learn that there will be none
        await foreach (var job in jobs.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            await job.CheckAsync(checker, cancellationToken).ConfigureAwait(false);
    }

    private sealed class Job(WalkStep step)
    {
        private readonly TaskCompletionSource<CheckResult>? _checked = step.Result is null
            ? new(TaskCreationOptions.RunContinuationsAsynchronously)
            : null;

        public CheckResult? Known => step.Result;

        public Task<CheckResult> Checked => _checked!.Task;

        public async ValueTask CheckAsync(LogFileChecker checker, CancellationToken cancellationToken)
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                var findings = await checker.CheckAsync(step.LogFile!, cancellationToken).ConfigureAwait(false);
                _checked!.SetResult(
                    new LogFileResult(
                        step.Chain!,
                        step.IsBackfill,
                        step.LogFile!,
                        step.Finding is { } known ? [.. findings, known] : findings
                    )
                );
            }
            catch (Exception e)
            {
                // not hidden: whoever waits for the result gets it
                _checked!.SetException(e);
            }
        }
    }
}
