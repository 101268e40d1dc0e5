using Integrity.Digests;

namespace Integrity.Building;

/// <summary>
/// Hashes the log files of one hour after the other. The next hour is hashed while the digest of the current hour is
/// signed and written. Not safe for concurrent use.
/// </summary>
internal sealed class HourPrefetch(
    DeliveredLogFiles delivered,
    LogFileHasher hasher,
    int concurrency,
    DateTimeOffset until
) : IAsyncDisposable
{
    private (DigestPeriod Hour, Task<IReadOnlyList<LogFileEntry>> LogFiles, CancellationTokenSource Stop)? _current;

    /// <summary>Returns the hour that starts at a given time, or <c>null</c> if it ends too late to be built.</summary>
    public DigestPeriod? HourFrom(DateTimeOffset start) =>
        start + Hours.One <= until ? new DigestPeriod(start, start + Hours.One) : null;

    /// <summary>Returns the entries of the log files delivered in an hour, in ordinal order of their paths.</summary>
    /// <exception cref="BuildException">A log file is unusable, or there are too many.</exception>
    /// <exception cref="Storage.StoreException">The store failed.</exception>
    public async Task<IReadOnlyList<LogFileEntry>> TakeAsync(DigestPeriod hour, CancellationToken cancellationToken)
    {
        if (_current?.Hour != hour)
            await StartAsync(hour, cancellationToken).ConfigureAwait(false);
        var logFiles = await _current!.Value.LogFiles.ConfigureAwait(false);
        if (HourFrom(hour.End) is { } next)
            await StartAsync(next, cancellationToken).ConfigureAwait(false);
        return logFiles;
    }

    public ValueTask DisposeAsync() => StopAsync();

    private async Task StartAsync(DigestPeriod hour, CancellationToken cancellationToken)
    {
        await StopAsync().ConfigureAwait(false);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _current = (hour, Task.Run(() => HashAsync(hour, stop.Token), stop.Token), stop);
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

    private async ValueTask StopAsync()
    {
        if (_current is not { } current)
            return;
        _current = null;
        await current.Stop.CancelAsync().ConfigureAwait(false);
        // Ignore errors here. If the hour is requested again, it fails again.
        await ((Task)current.LogFiles).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        current.Stop.Dispose();
    }
}
