using System.Collections;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Integrity.Aws.Network;

/// <summary>Chooses the region in which the API is called.</summary>
internal static class AwsRegion
{
    /// <summary>The region of last resort, in which every bucket of the commercial partition can be found.</summary>
    private const string Default = "us-east-1";

    /// <summary>
    /// The first of: the given region, <c>AWS_REGION</c>, <c>AWS_DEFAULT_REGION</c>, the profile's, the home region. A
    /// region in another partition than the home region is passed over,
    /// so that a request for a trail in GovCloud never reaches an endpoint of the commercial partition.
    /// </summary>
    /// <param name="given">The region of the command line.</param>
    /// <param name="environment">The environment variables.</param>
    /// <param name="ofProfile">The region of the profile.</param>
    /// <param name="home">The home region of the trail, or the region of the key; <c>null</c> when there is
    /// none.</param>
    /// <exception cref="AwsConfigurationException">The given region lies in another partition than the home
    /// region.</exception>
    public static string Choose(string? given, IDictionary environment, string? ofProfile, string? home)
    {
        if (Clean(given) is { } wanted)
        {
            return IsPossible(wanted, home)
                ? wanted
                : throw new AwsConfigurationException(
                    $"--region: {wanted} is in the partition {PartitionOf(wanted)}, but the trail is in {PartitionOf(home!)}",
                    $"choose a region of {PartitionOf(home!)}, such as {home}"
                );
        }
        string?[] configured =
        [
            environment["AWS_REGION"] as string,
            environment["AWS_DEFAULT_REGION"] as string,
            ofProfile,
        ];
        return configured.Select(Clean).FirstOrDefault(region => region is not null && IsPossible(region, home))
            ?? home
            ?? Default;
    }

    private static bool IsPossible(string region, string? home) =>
        home is null || PartitionOf(region) == PartitionOf(home);

    private static string PartitionOf(string region) => Fn.Partition(region).name;

    private static string? Clean(string? region) => region?.Trim() is { Length: > 0 } text ? text : null;
}
