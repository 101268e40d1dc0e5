using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Integrity.Digests;

/// <summary>
/// A trail, identified by its ARN.
/// <code>
/// arn = "arn:" partition ":cloudtrail:" home-region ":" account-id ":trail/" name
/// arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail
/// </code>
/// </summary>
public sealed partial record Trail
{
    private Trail(string partition, string homeRegion, string accountId, string name) =>
        (Partition, HomeRegion, AccountId, Name) = (partition, homeRegion, accountId, name);

    /// <summary>The AWS partition: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c>, …</summary>
    public string Partition { get; }

    /// <summary>The region in which the trail was created.</summary>
    public string HomeRegion { get; }

    /// <summary>The account that owns the trail: 12 digits.</summary>
    public string AccountId { get; }

    /// <summary>The name of the trail: letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</summary>
    public string Name { get; }

    /// <summary>The ARN.</summary>
    public string Arn => $"arn:{Partition}:cloudtrail:{HomeRegion}:{AccountId}:trail/{Name}";

    /// <summary>Parses an ARN; returns <c>false</c> if the text is not the ARN of a trail.</summary>
    public static bool TryParse(string? arn, [NotNullWhen(true)] out Trail? trail)
    {
        var match = ArnPattern().Match(arn ?? "");
        trail = match.Success
            ? new Trail(
                match.Groups["partition"].Value,
                match.Groups["region"].Value,
                match.Groups["account"].Value,
                match.Groups["name"].Value
            )
            : null;
        return match.Success;
    }

    /// <summary>Parses an ARN.</summary>
    /// <exception cref="FormatException">The text is not the ARN of a trail.</exception>
    public static Trail Parse(string arn) =>
        TryParse(arn, out var trail) ? trail : throw new FormatException($"not the ARN of a trail: {arn}");

    /// <summary>Returns <see cref="Arn"/>.</summary>
    public override string ToString() => Arn;

    [GeneratedRegex(
        @"\Aarn:(?<partition>aws[a-z-]*):cloudtrail:(?<region>[a-z0-9-]+):"
            + @"(?<account>[0-9]{12}):trail/(?<name>[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9])\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ArnPattern();
}
