using System.Runtime.CompilerServices;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>Finds delivered log files by the time in their names.</summary>
internal sealed class DeliveredLogFiles(IObjectReader reader, ChainLocation location)
{
    /// <summary>Returns the first log file delivered at or after a time, or <c>null</c>.</summary>
    public async Task<DeliveredLogFile?> FirstAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        // Paths sort by day and time, so the first one that matches the grammar is the oldest.
        await foreach (var logFile in FromAsync(from, cancellationToken).ConfigureAwait(false))
            return logFile;
        return null;
    }

    /// <summary>Lists the log files delivered in a period, in ordinal order of their paths.</summary>
    public async IAsyncEnumerable<DeliveredLogFile> WithinAsync(
        DigestPeriod period,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (var hour = Hours.Floor(period.Start); hour < period.End; hour += Hours.One)
        {
            await foreach (
                var logFile in ListAsync(location.LogFilesOf(hour), null, cancellationToken).ConfigureAwait(false)
            )
            {
                if (logFile.At >= period.Start && logFile.At < period.End)
                    yield return logFile;
            }
        }
    }

    /// <summary>Lists the log files of a day (UTC), in ordinal order of their paths, with one listing.</summary>
    public IAsyncEnumerable<DeliveredLogFile> OfDayAsync(DateTimeOffset day, CancellationToken cancellationToken) =>
        ListAsync($"{location.LogFileFolder}{UtcTime.FormatFolder(day)}/", null, cancellationToken);

    /// <summary>Lists all log files delivered at or after a time, in ordinal order of their paths.</summary>
    public async IAsyncEnumerable<DeliveredLogFile> FromAsync(
        DateTimeOffset from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (
            var logFile in ListAsync(
                    location.LogFileFolder,
                    location.LogFileFolder + UtcTime.FormatFolder(from),
                    cancellationToken
                )
                .ConfigureAwait(false)
        )
        {
            if (logFile.At >= from)
                yield return logFile;
        }
    }

    private async IAsyncEnumerable<DeliveredLogFile> ListAsync(
        string prefix,
        string? startAfter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (
            var path in reader.ListAsync(location.Bucket, prefix, startAfter, cancellationToken).ConfigureAwait(false)
        )
        {
            if (LogFilePath.TryParse(path, out var parsed))
                yield return new DeliveredLogFile(new ObjectLocation(location.Bucket, path), parsed.DeliveredAt);
        }
    }
}
