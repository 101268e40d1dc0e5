using System.Globalization;
using System.Runtime.CompilerServices;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification.Unlisted;

/// <summary>The two folders of one account and region in one place: that of the digests, and that of the log files beside it.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Digests">The path of the digest folder, with a slash at the end.</param>
/// <param name="LogFiles">The path of the log folder, with a slash at the end.</param>
internal sealed record TrailFolder(string Bucket, string Digests, string LogFiles)
{
    private const string DayPattern = "yyyy/MM/dd";
    private const string DigestKind = "/CloudTrail-Digest/";
    private const string LogKind = "/CloudTrail/";

    /// <summary>The folders that belong together, by a digest folder (see <see cref="DigestPath.RegionFolder"/>).</summary>
    public static TrailFolder Of(ObjectLocation digestFolder)
    {
        var end = digestFolder.Path.LastIndexOf(DigestKind, StringComparison.Ordinal);
        return new TrailFolder(
            digestFolder.Bucket,
            digestFolder.Path,
            $"{digestFolder.Path[..end]}{LogKind}{digestFolder.Path[(end + DigestKind.Length)..]}"
        );
    }

    /// <summary>The log folder of a day.</summary>
    public string LogFilesOf(DateOnly day) => $"{LogFiles}{Format(day)}/";

    /// <summary>All objects in the log folders of the days of a period, in the order of the listing; each with its name when it is that of a log file delivered within the period.</summary>
    /// <exception cref="StoreException">
    /// The store could not list them, or, after those that it could list, a part of them.
    /// </exception>
    public async IAsyncEnumerable<(string Path, LogFilePath? Delivered)> ListLogFilesAsync(
        IObjectReader reader,
        DigestPeriod period,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var until = $"{LogFilesOf(ComparedDay.Of(period.End))}\uffff";
        var start = LogFiles + Format(ComparedDay.Of(period.Start));
        StoreException? unreadable = null;
        await foreach (
            var (path, problem) in reader
                .ListPartAsync(Bucket, LogFiles, start, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            if (string.CompareOrdinal(path, until) > 0)
                break;
            if (DatedFolders.CanHold(LogFiles, path))
                unreadable ??= problem;
            yield return (
                path,
                LogFilePath.TryParse(path, out var name)
                && name.DeliveredAt >= period.Start
                && name.DeliveredAt < period.End
                    ? name
                    : null
            );
        }
        if (unreadable is not null)
            throw unreadable;
    }

    /// <summary>The day of a day folder, as digests and log folders name it.</summary>
    public static string Format(DateOnly day) => day.ToString(DayPattern, CultureInfo.InvariantCulture);

    /// <summary>The day in whose folder an object lies; <c>null</c> when it lies in none.</summary>
    public static DateOnly? DayOf(ReadOnlySpan<char> path)
    {
        var slash = path.LastIndexOf('/');
        return
            slash > DayPattern.Length
            && DateOnly.TryParseExact(
                path[(slash - DayPattern.Length)..slash],
                DayPattern,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day
            )
            ? day
            : null;
    }
}
