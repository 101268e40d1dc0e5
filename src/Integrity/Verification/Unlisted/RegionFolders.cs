using System.Globalization;
using System.Runtime.CompilerServices;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification.Unlisted;

/// <summary>An object in a log folder, and its parsed path if it is a log file of the requested period.</summary>
internal sealed record ListedLogFile(string ObjectPath, LogFilePath? LogFile);

/// <summary>The digest folder and the log folder of one account and region in one bucket.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Digests">The digest folder, with a slash at the end.</param>
/// <param name="LogFiles">The log folder, with a slash at the end.</param>
internal sealed record RegionFolders(string Bucket, string Digests, string LogFiles)
{
    private const string DayPattern = "yyyy/MM/dd";
    private const string DigestKind = "/CloudTrail-Digest/";
    private const string LogKind = "/CloudTrail/";

    /// <summary>Returns both folders for a digest folder (see <see cref="DigestPath.RegionFolder"/>).</summary>
    public static RegionFolders Of(ObjectLocation digestFolder)
    {
        var path = digestFolder.Path;
        var kind = path.LastIndexOf(DigestKind, StringComparison.Ordinal);
        return new RegionFolders(
            digestFolder.Bucket,
            path,
            $"{path[..kind]}{LogKind}{path[(kind + DigestKind.Length)..]}"
        );
    }

    /// <summary>Returns the log folder of a day.</summary>
    public string LogFilesOf(DateOnly day) => $"{LogFiles}{Format(day)}/";

    /// <summary>Lists all objects in the log folders of the days of a period.</summary>
    /// <exception cref="StoreException">
    /// The store could not list the folders, or a part of them. In the second case, it is thrown after the rest.
    /// </exception>
    public async IAsyncEnumerable<ListedLogFile> ListLogFilesAsync(
        IObjectReader reader,
        DigestPeriod period,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var until = $"{LogFilesOf(ComparedDay.Of(period.End))}\uffff";
        var start = LogFiles + Format(ComparedDay.Of(period.Start));
        StoreException? unreadable = null;
        await foreach (
            var (objectPath, problem) in reader
                .ListPartAsync(Bucket, LogFiles, start, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            if (string.CompareOrdinal(objectPath, until) > 0)
                break;
            if (DatedFolders.CanContainObjects(LogFiles, objectPath))
                unreadable ??= problem;
            var isInPeriod =
                LogFilePath.TryParse(objectPath, out var logFile)
                && logFile.DeliveredAt >= period.Start
                && logFile.DeliveredAt < period.End;
            yield return new ListedLogFile(objectPath, isInPeriod ? logFile : null);
        }
        if (unreadable is not null)
            throw unreadable;
    }

    /// <summary>Formats a day as in the paths of digest and log folders.</summary>
    public static string Format(DateOnly day) => day.ToString(DayPattern, CultureInfo.InvariantCulture);

    /// <summary>Returns the day of an object's folder, or <c>null</c> if it is not the folder of a day.</summary>
    public static DateOnly? DayOf(ReadOnlySpan<char> objectPath)
    {
        var slash = objectPath.LastIndexOf('/');
        return
            slash > DayPattern.Length
            && DateOnly.TryParseExact(
                objectPath[(slash - DayPattern.Length)..slash],
                DayPattern,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day
            )
            ? day
            : null;
    }
}
