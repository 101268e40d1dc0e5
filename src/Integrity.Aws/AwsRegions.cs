using System.Text.RegularExpressions;
using Amazon;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using Integrity.Hints;

namespace Integrity.Aws;

/// <summary>
/// The AWS regions and partitions that the SDK knows. AWS adds regions, so an unknown name is invalid only if it is
/// also malformed.
/// </summary>
internal static partial class AwsRegions
{
    /// <summary>Whether the SDK knows the region.</summary>
    public static bool IsKnown(string region) =>
        RegionEndpoint.EnumerableAllRegions.Any(known => known.SystemName == region);

    /// <summary>
    /// Whether the name is neither a known region nor formed like one, such as <c>us-esat-2</c>, <c>mars-1</c> and
    /// <c>us-east-2a</c>.
    /// </summary>
    public static bool IsInvalid(string region) => !IsKnown(region) && !RegionName().IsMatch(region);

    /// <summary>Returns the known region with the most similar name, or <c>null</c> if none is similar.</summary>
    public static string? Nearest(string region)
    {
        var (name, distance) = RegionEndpoint
            .EnumerableAllRegions.Select(known =>
                (Name: known.SystemName, Distance: Distance(region, known.SystemName))
            )
            .OrderBy(known => known.Distance)
            .ThenBy(known => known.Name, StringComparer.Ordinal)
            .First();
        return distance <= 3 ? name : null;
    }

    /// <summary>Returns a hint for an unknown region.</summary>
    public static string HintFor(string region) =>
        Nearest(region) is { } near ? $"did you mean {near}?" : "AWS regions have names like us-east-2";

    /// <summary>Returns the partition of a region, such as <c>aws</c> or <c>aws-us-gov</c>.</summary>
    internal static string PartitionOf(string region) => Fn.Partition(region).name;

    /// <summary>Checks the region in a variable, if the variable is set.</summary>
    /// <exception cref="AwsConfigurationException">It contains a character that no region name has.</exception>
    internal static void ValidateVariable(string variable)
    {
        if (
            AwsEnvironment.Get(variable) is { } region
            && region.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
        )
            throw new AwsConfigurationException(
                $"{variable}: not a region name: {region}",
                "use a name like us-east-2"
            );
    }

    internal static AwsConfigurationException Unknown(string region) =>
        new($"{region} is not an AWS region", Hint.Of(HintCode.CheckRegion, HintFor(region)));

    /// <summary>Returns the edit distance, which counts swapped neighbors as one edit.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }
                var change = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(change, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }
        return rows[a.Length, b.Length];
    }

    [GeneratedRegex(
        @"\A[a-z]{2,4}(-gov|-iso[a-z]?)?-(north|south|(north|south)?(east|west)|central)-[1-9]\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex RegionName();
}
