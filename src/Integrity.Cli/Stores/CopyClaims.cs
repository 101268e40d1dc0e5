using Integrity.Bundles;
using Integrity.Digests;
using Integrity.Fetching;
using Integrity.Storage;

namespace Integrity.Cli.Stores;

/// <summary>What a fetched folder, or a bundle of one, says of itself: no evidence of anything, but a help for whoever has nothing but the copy.</summary>
internal static class CopyClaims
{
    /// <summary>The trail and the range for which it was fetched, as the options that name them; <c>null</c> when it does not say.</summary>
    public static string? Hint(string? source)
    {
        try
        {
            return FindLast(source) is { } last
                ? $"the copy says that it was fetched with --trail-arn {last.Trail.Arn} --start-time {UtcTime.Format(last.Start)} --end-time {UtcTime.Format(last.End)}"
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
