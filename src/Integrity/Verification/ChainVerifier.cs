using System.Runtime.CompilerServices;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>
/// Verifies the chains of a trail: every digest from newest to oldest, every log file that a verified digest lists, and
/// that digests cover the whole range. Only reads, and trusts nothing but the keys. Thread-safe.
/// </summary>
/// <param name="reader">The store to verify.</param>
/// <param name="keys">The trusted keys. They must not come from the store.</param>
/// <param name="clock">The current time. Digests of the last two hours may not have been delivered yet.</param>
public sealed class ChainVerifier(IObjectReader reader, IKeySource keys, TimeProvider clock)
{
    /// <summary>How long after the end of its period a digest may be delivered.</summary>
    public static readonly TimeSpan DeliveryDelay = TimeSpan.FromHours(2);

    /// <summary>
    /// Returns all results in a fixed order at any concurrency: chains by account and region; in each, the main chain
    /// newest first, then its backfill chain. The log files of a digest follow it in the order in which it lists them.
    /// Ranges that are not covered appear where they lie. An object that the store could not return is a result, not an
    /// exception.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The range ends before it starts, the concurrency is not positive, or the checkpoint belongs to another trail.
    /// </exception>
    public IAsyncEnumerable<CheckResult> VerifyAsync(
        VerificationRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(request.Concurrency, nameof(request));
        if (request.Checkpoint is { } checkpoint && checkpoint.Trail != request.Trail)
            throw new ArgumentException("the checkpoint belongs to another trail", nameof(request));
        if (request.Start > request.End)
            throw new ArgumentException("the range ends before it starts", nameof(request));
        return VerifyChainsAsync(request, cancellationToken);
    }

    private async IAsyncEnumerable<CheckResult> VerifyChainsAsync(
        VerificationRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var discovery = new ChainDiscovery(reader, request, clock.GetUtcNow());
        var walks = new ChainWalks(reader, keys, request, clock.GetUtcNow());
        var checker = new LogFileChecker(reader, request.Limits.MaxLogFileBytes);
        var checks = new OrderedChecks(checker, request.Concurrency);
        var sources = walks.StartAsync(discovery.FindAsync(cancellationToken), cancellationToken);
        await foreach (var result in checks.RunAsync(sources, cancellationToken).ConfigureAwait(false))
            yield return result;
    }
}
