using System.Runtime.CompilerServices;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>Finds the log files that were delivered, by the time in their names.</summary>
internal sealed class DeliveredLogFiles(IObjectReader reader, ChainLocation place)
{
    /// <summary>The first log file that was delivered at or after a time; <c>null</c> when there is none.</summary>
    public async Task<DeliveredLogFile?> FirstAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        // keys are filed by day and begin with their time, so the first that fits the grammar is the oldest
        await foreach (var logFile in FromAsync(from, cancellationToken).ConfigureAwait(false))
            return logFile;
        return null;
    }

    /// <summary>The log files that were delivered within a period, in ordinal order of their paths.</summary>
    public async IAsyncEnumerable<DeliveredLogFile> WithinAsync(
        DigestPeriod period,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (var hour = Hours.Floor(period.Start); hour < period.End; hour += Hours.One)
        {
            await foreach (
                var logFile in ListAsync(place.LogFilesOf(hour), null, cancellationToken).ConfigureAwait(false)
            )
            {
                if (logFile.At >= period.Start && logFile.At < period.End)
                    yield return logFile;
            }
        }
    }

    /// <summary>The log files of a day (UTC), in ordinal order of their paths, by one listing.</summary>
    public IAsyncEnumerable<DeliveredLogFile> OfDayAsync(DateTimeOffset day, CancellationToken cancellationToken) =>
        ListAsync($"{place.LogFileFolder}{UtcTime.FormatFolder(day)}/", null, cancellationToken);

    /// <summary>All log files that were delivered at or after a time, in ordinal order of their paths.</summary>
    public async IAsyncEnumerable<DeliveredLogFile> FromAsync(
        DateTimeOffset from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (
            var logFile in ListAsync(
                    place.LogFileFolder,
                    place.LogFileFolder + UtcTime.FormatFolder(from),
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
            var path in reader.ListAsync(place.Bucket, prefix, startAfter, cancellationToken).ConfigureAwait(false)
        )
        {
            if (LogFilePath.TryParse(path, out var parsed))
                yield return new DeliveredLogFile(new ObjectLocation(place.Bucket, path), parsed.DeliveredAt);
        }
    }
}
