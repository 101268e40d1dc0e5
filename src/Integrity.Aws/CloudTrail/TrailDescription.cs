using System.Text.Json;
using Integrity.Digests;

namespace Integrity.Aws.CloudTrail;

/// <summary>A trail as CloudTrail describes it.</summary>
/// <param name="Location">Where the trail delivers to now.</param>
/// <param name="IsOrganizationTrail">Whether it logs for all accounts of an organization.</param>
public sealed record TrailDescription(TrailLocation Location, bool IsOrganizationTrail)
{
    private const string OrganizationMember = "IsOrganizationTrail";

    /// <summary>Finds a trail in a <c>DescribeTrails</c> response. Returns <c>null</c> if it is not listed.</summary>
    /// <exception cref="FormatException">A required member is missing.</exception>
    internal static TrailDescription? Find(ReadOnlyMemory<byte> json, Trail trail)
    {
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("trailList", out var trails))
            throw new FormatException("trailList is missing");
        foreach (var entry in trails.EnumerateArray())
        {
            if (Text(entry, "TrailARN") != trail.Arn)
                continue;
            var prefix = Text(entry, "S3KeyPrefix")?.TrimEnd('/') is { Length: > 0 } text ? text + "/" : "";
            var bucket = Text(entry, "S3BucketName") ?? throw new FormatException("the trail has no bucket");
            return new TrailDescription(
                new TrailLocation(bucket, prefix),
                entry.TryGetProperty(OrganizationMember, out var value) && value.ValueKind == JsonValueKind.True
            );
        }
        return null;
    }

    private static string? Text(JsonElement entry, string member) =>
        entry.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
