using System.Text.Json;
using Integrity.Digests;

namespace Integrity.Cli.Http;

/// <summary>The trail that <c>DescribeTrails</c> returns.</summary>
/// <param name="Trail">The trail.</param>
/// <param name="Place">Location of its log files.</param>
internal sealed record ServedTrail(Trail Trail, TrailLocation Place)
{
    /// <summary>Returns the response: the trail, unless the request asks for others by name or ARN.</summary>
    public static byte[] Describe(ServedTrail? trail, JsonElement arguments)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("trailList");
            if (trail is not null && trail.IsRequested(arguments))
                trail.Write(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private bool IsRequested(JsonElement arguments)
    {
        if (
            !arguments.TryGetProperty("trailNameList", out var names)
            || names.ValueKind != JsonValueKind.Array
            || names.GetArrayLength() == 0
        )
            return true;
        return names
            .EnumerateArray()
            .Any(name =>
                name.ValueKind == JsonValueKind.String && (name.ValueEquals(Trail.Arn) || name.ValueEquals(Trail.Name))
            );
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("Name", Trail.Name);
        writer.WriteString("S3BucketName", Place.Bucket);
        if (Place.Prefix.Length > 0)
            writer.WriteString("S3KeyPrefix", Place.Prefix.TrimEnd('/'));
        writer.WriteString("HomeRegion", Trail.HomeRegion);
        writer.WriteString("TrailARN", Trail.Arn);
        writer.WriteBoolean("LogFileValidationEnabled", value: true);
        writer.WriteBoolean("IsOrganizationTrail", value: false);
        writer.WriteEndObject();
    }
}
