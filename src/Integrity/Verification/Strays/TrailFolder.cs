using System.Globalization;
using Integrity.Digests;

namespace Integrity.Verification.Strays;

/// <summary>The two folders of one account and region in one place: that of the digests, and that of the log files beside it.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Digests">The key of the digest folder, with a slash at the end.</param>
/// <param name="LogFiles">The key of the log folder, with a slash at the end.</param>
internal sealed record TrailFolder(string Bucket, string Digests, string LogFiles)
{
    private const string DayPattern = "yyyy/MM/dd";
    private const string DigestKind = "/CloudTrail-Digest/";
    private const string LogKind = "/CloudTrail/";

    /// <summary>The folders that belong together, by a digest folder (see <see cref="DigestKey.RegionFolder"/>).</summary>
    public static TrailFolder Of(ObjectLocation digestFolder)
    {
        var end = digestFolder.Key.LastIndexOf(DigestKind, StringComparison.Ordinal);
        return new TrailFolder(digestFolder.Bucket, digestFolder.Key, $"{digestFolder.Key[..end]}{LogKind}{digestFolder.Key[(end + DigestKind.Length)..]}");
    }

    /// <summary>The log folder of a day.</summary>
    public string LogFilesOf(DateOnly day) => $"{LogFiles}{Format(day)}/";

    /// <summary>The day of a day folder, as digests and log folders name it.</summary>
    public static string Format(DateOnly day) => day.ToString(DayPattern, CultureInfo.InvariantCulture);

    /// <summary>The day in whose folder an object lies; <c>null</c> when it lies in none.</summary>
    public static DateOnly? DayOf(ReadOnlySpan<char> key)
    {
        var slash = key.LastIndexOf('/');
        return slash > DayPattern.Length && DateOnly.TryParseExact(key[(slash - DayPattern.Length)..slash], DayPattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }
}
