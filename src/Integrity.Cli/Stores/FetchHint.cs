using Integrity.Bundles;
using Integrity.Digests;
using Integrity.Fetching;
using Integrity.Storage;

namespace Integrity.Cli.Stores;

/// <summary>
/// Reads from a fetched directory or bundle how it was downloaded. This is no evidence, only a hint for users who
/// have nothing but the copy.
/// </summary>
internal static class FetchHint
{
    /// <summary>Returns the options that name the trail and range of the download; <c>null</c> if unknown.</summary>
    public static string? Find(string? source)
    {
        try
        {
            return FindLast(source) is { } last
                ? $"the copy was fetched with --trail-arn {last.Trail.Arn} "
                    + $"--start-time {UtcTime.Format(last.Start)} --end-time {UtcTime.Format(last.End)}"
                : null;
        }
        catch (Exception e) when (e is FormatException or StoreException or FetchException)
        {
            return null;
        }
    }

    private static FetchOrigin? FindLast(string? source)
    {
        if (Directory.Exists(source))
            return FetchedStore.Find(source)?.LastFetch;
        if (!File.Exists(source))
            return null;
        using var bundle = Bundle.Open(source);
        return BundledEvidence.FindFetched(bundle, source)?.LastFetch;
    }
}
