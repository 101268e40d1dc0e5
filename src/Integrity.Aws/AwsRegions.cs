using System.Text.RegularExpressions;
using Amazon;

namespace Integrity.Aws;

/// <summary>The regions of AWS that the SDK knows. New ones come, so a name is only taken for a mistake when it is not even built like one.</summary>
public static partial class AwsRegions
{
    /// <summary>Whether the SDK knows a region.</summary>
    public static bool IsKnown(string region) =>
        RegionEndpoint.EnumerableAllRegions.Any(known => known.SystemName == region);

    /// <summary>Whether a name is neither that of a known region nor built like one (<c>us-esat-2</c>, <c>mars-1</c>, <c>us-east-2a</c>).</summary>
    public static bool IsMistaken(string region) => !IsKnown(region) && !Form().IsMatch(region);

    /// <summary>The known region whose name is nearest; <c>null</c> when none is near.</summary>
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

    /// <summary>A hint for a region that is not known.</summary>
    public static string HintFor(string region) =>
        Nearest(region) is { } near ? $"did you mean {near}?" : "regions of AWS are named like us-east-2";

    /// <exception cref="AwsConfigurationException">A variable holds what cannot be the name of a region.</exception>
    internal static void RefuseUnusable(string variable)
    {
        if (
            AwsEnvironment.Get(variable) is { } region
            && region.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
        )
            throw new AwsConfigurationException(
                $"{variable}: not the name of a region: {region}",
                "it looks like us-east-2"
            );
    }

    internal static AwsConfigurationException Unknown(string region) =>
        new($"{region} is not a region of AWS", $"{HintFor(region)} Check --region, AWS_REGION and the profile");

    /// <summary>The number of letters to insert, drop, change or swap with their neighbor.</summary>
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
        @"\A[a-z]{2,4}(-gov|-iso[a-z]?)?-(north|south|east|west|central|northeast|northwest|southeast|southwest)-[1-9]\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Form();
}
