using System.Text.RegularExpressions;

namespace Integrity.Aws.S3;

/// <summary>
/// Validates a region named by a server. The text is untrusted, and becomes part of a host name and of the scope of a
/// signature.
/// </summary>
internal static partial class S3Region
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>Whether a request may be sent again to a region that the server named.</summary>
    /// <param name="region">The region that the server named.</param>
    /// <param name="current">The region of the previous request.</param>
    /// <param name="hasCustomEndpoint">
    /// Whether an endpoint is configured. Then the host stays the same, and the store may use any region name.
    /// </param>
    public static bool IsAcceptable(string region, string current, bool hasCustomEndpoint) =>
        hasCustomEndpoint
            ? CustomName().IsMatch(region)
            : AwsName().IsMatch(region) && AwsRegions.PartitionOf(region) == AwsRegions.PartitionOf(current);

    [GeneratedRegex(@"\A[a-z]{2,8}(-[a-z]{2,12}){1,3}-[1-9][0-9]?\z", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AwsName();

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?\z", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CustomName();
}
