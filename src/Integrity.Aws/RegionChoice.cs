using System.Collections;

namespace Integrity.Aws;

/// <summary>Chooses the region of API calls.</summary>
internal static class RegionChoice
{
    /// <summary>The last resort: requests here can find every bucket of the commercial partition.</summary>
    private const string Default = "us-east-1";

    /// <summary>
    /// Returns the first of: the given region, <c>AWS_REGION</c>, <c>AWS_DEFAULT_REGION</c>, the profile's region, the
    /// home region. Skips a configured region in another partition than the home region, so a request for a trail in
    /// GovCloud never reaches an endpoint of the commercial partition.
    /// </summary>
    /// <param name="given">The region from the command line; <c>null</c> if none.</param>
    /// <param name="environment">The environment variables.</param>
    /// <param name="ofProfile">The region of the profile; <c>null</c> if none.</param>
    /// <param name="home">The home region of the trail, or the region of the key; <c>null</c> if unknown.</param>
    /// <exception cref="AwsConfigurationException">
    /// The given region is in another partition than the home region.
    /// </exception>
    public static string Choose(string? given, IDictionary environment, string? ofProfile, string? home)
    {
        if (Clean(given) is { } wanted)
        {
            return IsInPartitionOf(wanted, home)
                ? wanted
                : throw new AwsConfigurationException(
                    $"{wanted} is in partition {AwsRegions.PartitionOf(wanted)}, "
                        + $"but the trail is in {AwsRegions.PartitionOf(home!)}",
                    $"choose a region in {AwsRegions.PartitionOf(home!)}, such as {home}",
                    nameof(AwsSettings.Region)
                );
        }
        string?[] configured =
        [
            environment["AWS_REGION"] as string,
            environment["AWS_DEFAULT_REGION"] as string,
            ofProfile,
        ];
        return configured.Select(Clean).FirstOrDefault(region => region is not null && IsInPartitionOf(region, home))
            ?? home
            ?? Default;
    }

    private static bool IsInPartitionOf(string region, string? home) =>
        home is null || AwsRegions.PartitionOf(region) == AwsRegions.PartitionOf(home);

    private static string? Clean(string? region) => region?.Trim() is { Length: > 0 } text ? text : null;
}
