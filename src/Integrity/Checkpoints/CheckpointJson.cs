using System.Text.Json;
using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Checkpoints;

/// <summary>
/// Reads and writes checkpoints as JSON.
/// <code>
/// {"schemaVersion":1,"trailArn":"arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail",
///  "chains":[{"accountId":"111122223333","region":"us-east-2",
///  "digestStartTime":"2025-05-04T15:00:00Z","digestEndTime":"2025-05-04T16:00:00Z",
///  "digestS3Bucket":"amzn-s3-demo-bucket","digestS3Object":"AWSLogs/…",
///  "digestHashValue":"4341da56…","digestSignature":"9a3890cd…"}]}
/// </code>
/// </summary>
public static class CheckpointJson
{
    private const int SchemaVersion = 1;
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 8, AllowDuplicateProperties = false };
    private static readonly JsonWriterOptions WriteOptions = new() { Indented = true };

    /// <summary>Writes a checkpoint.</summary>
    public static byte[] Write(Checkpoint checkpoint)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, WriteOptions))
        {
            writer.WriteStartObject();
            writer.WriteNumber("schemaVersion", SchemaVersion);
            writer.WriteString("trailArn", checkpoint.Trail.Arn);
            writer.WriteStartArray("chains");
            foreach (var entry in checkpoint.Entries)
                Write(writer, entry);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, CheckpointEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteString("accountId", entry.Chain.AccountId);
        writer.WriteString("region", entry.Chain.Region);
        writer.WriteString("digestStartTime", UtcTime.Format(entry.Period.Start));
        writer.WriteString("digestEndTime", UtcTime.Format(entry.Period.End));
        writer.WriteString("digestS3Bucket", entry.Digest.Location.Bucket);
        writer.WriteString("digestS3Object", entry.Digest.Location.Path);
        writer.WriteString("digestHashValue", entry.Digest.Hash.ToString());
        writer.WriteString("digestSignature", entry.Digest.Signature.Hex);
        writer.WriteEndObject();
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="FormatException">The text is not a checkpoint of a supported version.</exception>
    public static Checkpoint Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, ReadOptions);
            var root = document.RootElement;
            if (root.GetProperty("schemaVersion").GetInt32() != SchemaVersion)
                throw new FormatException($"schema version is not {SchemaVersion}");
            var trail = Trail.Parse(Text(root, "trailArn"));
            var entries = root.GetProperty("chains").EnumerateArray().Select(entry => ReadEntry(trail, entry)).ToList();
            if (entries.DistinctBy(entry => entry.Chain).Count() != entries.Count)
                throw new FormatException("duplicate chain");
            return new Checkpoint(trail, entries);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("invalid JSON, or a member is missing or has the wrong type", e);
        }
    }

    private static CheckpointEntry ReadEntry(Trail trail, JsonElement entry)
    {
        var location = new ObjectLocation(Text(entry, "digestS3Bucket"), Text(entry, "digestS3Object"));
        var chain = new ChainId(trail.Name, trail.HomeRegion, Text(entry, "accountId"), Text(entry, "region"));
        if (
            !UtcTime.TryParse(Text(entry, "digestStartTime"), out var start)
            || !UtcTime.TryParse(Text(entry, "digestEndTime"), out var end)
            || start > end
        )
            throw new FormatException("invalid period");
        if (
            !DigestPath.TryParse(location.Path, out var digestPath)
            || digestPath.Chain != chain
            || digestPath.End != end
            || digestPath.IsBackfill
        )
            throw new FormatException("a digest does not belong to its chain");
        if (!Sha256Hash.TryParse(Text(entry, "digestHashValue"), out var hash))
            throw new FormatException("invalid hash");
        if (!Signature.TryParse(Text(entry, "digestSignature"), out var signature))
            throw new FormatException("invalid signature");
        return new CheckpointEntry(
            chain,
            new DigestPeriod(start, end),
            new PreviousDigest(location, hash, Algorithms.Sha256, signature)
        );
    }

    private static string Text(JsonElement entry, string member) =>
        entry.GetProperty(member).GetString() ?? throw new FormatException($"{member} is null");
}
