using Integrity.Digests;

namespace Integrity.Cli.Stores;

/// <summary>The bucket and prefix given by the user, each <c>null</c> if not given.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Prefix">The prefix, empty or ending in a slash.</param>
internal sealed record LocationFilter(string? Bucket, string? Prefix)
{
    /// <summary>Returns the locations that match.</summary>
    public IReadOnlyList<TrailLocation> Among(IReadOnlyList<TrailLocation> places) =>
        [
            .. places.Where(place =>
                (Bucket ?? place.Bucket) == place.Bucket && (Prefix ?? place.Prefix) == place.Prefix
            ),
        ];
}
