using System.Text.RegularExpressions;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Integrity.Aws.S3;

/// <summary>
/// Decides whether a region that a server names may be used. A server chooses this text, and a host name and the scope
/// of a signature are computed from it.
/// </summary>
internal static partial class S3Region
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>Whether a request may be repeated in a region that the server named.</summary>
    /// <param name="region">The region that the server named.</param>
    /// <param name="current">The region of the request before.</param>
    /// <param name="hasCustomEndpoint">
    /// Whether an endpoint is configured. Then the host stays the same, and the store may name its regions as it likes.
    /// </param>
    public static bool IsAcceptable(string region, string current, bool hasCustomEndpoint) =>
        hasCustomEndpoint
            ? CustomName().IsMatch(region)
            : AwsName().IsMatch(region) && PartitionOf(region) == PartitionOf(current);

    private static string PartitionOf(string region) => Fn.Partition(region).name;

    [GeneratedRegex(@"\A[a-z]{2,8}(-[a-z]{2,12}){1,3}-[1-9][0-9]?\z", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AwsName();

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?\z", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CustomName();
}
