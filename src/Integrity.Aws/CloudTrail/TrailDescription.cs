using System.Text.Json;
using Integrity.Digests;

namespace Integrity.Aws.CloudTrail;

/// <summary>What CloudTrail says of a trail.</summary>
/// <param name="Place">Where it delivers to now.</param>
/// <param name="IsOfOrganization">Whether it is the trail of an organization.</param>
public sealed record TrailDescription(TrailLocation Place, bool IsOfOrganization)
{
    /// <summary>Finds a trail in an answer of <c>DescribeTrails</c>; <c>null</c> when it is not there.</summary>
    internal static TrailDescription? Find(ReadOnlyMemory<byte> json, Trail trail)
    {
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("trailList", out var trails))
            throw new FormatException("it has no member trailList");
        foreach (var entry in trails.EnumerateArray())
        {
            if (Text(entry, "TrailARN") != trail.Arn)
                continue;
            var prefix = Text(entry, "S3KeyPrefix")?.TrimEnd('/') is { Length: > 0 } text ? text + "/" : "";
            var bucket = Text(entry, "S3BucketName") ?? throw new FormatException("the trail has no bucket");
            return new TrailDescription(
                new TrailLocation(bucket, prefix),
                entry.TryGetProperty("IsOrganizationTrail", out var value) && value.ValueKind == JsonValueKind.True
            );
        }
        return null;
    }

    private static string? Text(JsonElement entry, string member) =>
        entry.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
