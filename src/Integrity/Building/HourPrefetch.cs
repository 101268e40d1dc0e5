using Integrity.Digests;

namespace Integrity.Building;

/// <summary>
/// Hashes the log files of hours, one after the other. The hour that follows is hashed while the digest of the one before is signed and written, so that neither processor nor disk waits.
/// Not safe for use by several tasks at once.
/// </summary>
internal sealed class HourPrefetch(
    DeliveredLogFiles delivered,
    LogFileHasher hasher,
    int concurrency,
    DateTimeOffset until
) : IAsyncDisposable
{
    private (DigestPeriod Hour, Task<IReadOnlyList<LogFileEntry>> LogFiles, CancellationTokenSource Stop)? _begun;

    /// <summary>The hour that begins at a time; <c>null</c> when it is not over in time to be built.</summary>
    public DigestPeriod? HourFrom(DateTimeOffset start) =>
        start + Hours.One <= until ? new DigestPeriod(start, start + Hours.One) : null;

    /// <summary>The entries of the log files that were delivered within an hour, in ordinal order of their paths.</summary>
    /// <exception cref="BuildException">A log file cannot be listed in a digest, or they are too many.</exception>
    /// <exception cref="Storage.StoreException">The store failed.</exception>
    public async Task<IReadOnlyList<LogFileEntry>> TakeAsync(DigestPeriod hour, CancellationToken cancellationToken)
    {
        if (_begun?.Hour != hour)
            await BeginAsync(hour, cancellationToken).ConfigureAwait(false);
        var logFiles = await _begun!.Value.LogFiles.ConfigureAwait(false);
        if (HourFrom(hour.End) is { } next)
            await BeginAsync(next, cancellationToken).ConfigureAwait(false);
        return logFiles;
    }

    public ValueTask DisposeAsync() => AbandonAsync();

    private async Task BeginAsync(DigestPeriod hour, CancellationToken cancellationToken)
    {
        await AbandonAsync().ConfigureAwait(false);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _begun = (hour, Task.Run(() => HashAsync(hour, stop.Token), stop.Token), stop);
    }

    private async Task<IReadOnlyList<LogFileEntry>> HashAsync(DigestPeriod hour, CancellationToken cancellationToken)
    {
        var logFiles = await delivered
            .WithinAsync(hour, cancellationToken)
            .Select(logFile => logFile.Location)
            .ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        return await hasher.HashAsync(logFiles, concurrency, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask AbandonAsync()
    {
        if (_begun is not { } begun)
            return;
        _begun = null;
        await begun.Stop.CancelAsync().ConfigureAwait(false);
        // whatever befell it: who asks for that hour meets it again
        await ((Task)begun.LogFiles).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        begun.Stop.Dispose();
    }
}
