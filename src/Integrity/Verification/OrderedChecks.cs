using System.Runtime.CompilerServices;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>
/// Walks chains and checks log files in parallel, and returns all results in the order of the chains and of each walk.
/// Bounds how far each walk runs ahead of the reader, and so memory.
/// </summary>
internal sealed class OrderedChecks(LogFileChecker checker, int concurrency)
{
    /// <summary>
    /// Maximum lead of all walks in steps, so that one slow chain does not stop the others. Some 50 MB of results.
    /// </summary>
    private const int MaxResultsAhead = 1 << 16;

    /// <summary>Maximum lead of one walk in steps, so that one slow log file does not idle the others.</summary>
    private int Lookahead => 256 + (concurrency * 8);

    /// <summary>Maximum number of chains to walk in parallel. A walk mostly waits for the store.</summary>
    private int Walks => Math.Clamp(concurrency / 2, 2, 64);

    public async IAsyncEnumerable<CheckResult> RunAsync(
        IAsyncEnumerable<OrderedSource<WalkStep>> walks,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var limit = new ParallelLimit(concurrency);
        var checks = new OrderedParallel<WalkStep, CheckResult>(
            Lookahead,
            (step, stop) =>
                step.Result is { } known ? Task.FromResult(known) : limit.RunAsync(() => CheckAsync(step, stop), stop),
            MaxResultsAhead
        );
        await foreach (var result in checks.RunAsync(walks, Walks, cancellationToken).ConfigureAwait(false))
            yield return result;
    }

    private async Task<CheckResult> CheckAsync(WalkStep step, CancellationToken cancellationToken)
    {
        var findings = await checker.CheckAsync(step.LogFile!, cancellationToken).ConfigureAwait(false);
        return new LogFileResult(
            step.Chain!,
            step.IsBackfill,
            step.LogFile!,
            step.Finding is { } known ? [.. findings, known] : findings
        );
    }
}
