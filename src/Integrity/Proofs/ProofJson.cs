using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Proofs;

/// <summary>
/// Reads and writes proofs as JSON. <c>schema/proof-v1.schema.json</c> describes each member.
/// <code>
/// {"schemaVersion":1,
///  "logFile":{"s3Bucket":"amzn-s3-demo-bucket","s3Object":"AWSLogs/…","content":"H4sI…"},
///  "event":{"eventId":"6d56f7b1-…","index":3,"record":{"eventVersion":"1.11",…}},
///  "digests":[{"s3Bucket":"amzn-s3-demo-bucket","s3Object":"AWSLogs/…","content":"H4sI…",
///    "metadata":{"signature":"9a38…","signature-algorithm":"SHA256withRSA"}}],
///  "publicKeys":[{"region":"us-east-2","fingerprint":"1487…","value":"MIIB…"}]}
/// </code>
/// Duplicate and unknown members are rejected.
/// </summary>
public static class ProofJson
{
    private const int SchemaVersion = 1;
    private const int MaxKeys = 100;
    private static readonly JsonDocumentOptions ReadOptions = new()
    {
        MaxDepth = EventRecords.MaxDepth + 2,
        AllowDuplicateProperties = false,
    };
    private static readonly JsonWriterOptions WriteOptions = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a proof.</summary>
    public static byte[] Write(Proof proof)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, WriteOptions))
        {
            writer.WriteStartObject();
            writer.WriteNumber("schemaVersion", SchemaVersion);
            writer.WriteStartObject("logFile");
            Write(writer, proof.LogFile);
            if (proof.Content is { } content)
                writer.WriteBase64String("content", content.Span);
            writer.WriteEndObject();
            if (proof.Event is { } proved)
                Write(writer, proved);
            writer.WriteStartArray("digests");
            foreach (var digest in proof.Digests)
                Write(writer, digest);
            writer.WriteEndArray();
            writer.WriteStartArray("publicKeys");
            foreach (var key in proof.Keys)
                Write(writer, key);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, ObjectLocation location)
    {
        writer.WriteString("s3Bucket", location.Bucket);
        writer.WriteString("s3Object", location.Path);
    }

    private static void Write(Utf8JsonWriter writer, ProvedEvent proved)
    {
        writer.WriteStartObject("event");
        writer.WriteString("eventId", proved.Id);
        writer.WriteNumber("index", proved.Index);
        writer.WritePropertyName("record");
        writer.WriteRawValue(proved.Record.Span);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ProvedDigest digest)
    {
        writer.WriteStartObject();
        Write(writer, digest.Location);
        writer.WriteStartObject("metadata");
        foreach (var (name, value) in digest.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
            writer.WriteString(name, value);
        writer.WriteEndObject();
        writer.WriteBase64String("content", digest.Content.Span);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, TrustedKey key)
    {
        writer.WriteStartObject();
        if (key.Region is { } region)
            writer.WriteString("region", region);
        writer.WriteString("fingerprint", KeyFingerprint.Of(key.Key.Pkcs1Der.Span).Hex);
        writer.WriteBase64String("value", key.Key.Pkcs1Der.Span);
        writer.WriteEndObject();
    }

    /// <summary>Reads a proof without verifying it.</summary>
    /// <exception cref="FormatException">
    /// The text is not a proof of a supported version, or exceeds a limit.
    /// </exception>
    public static Proof Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > Proof.MaxBytes)
            throw new FormatException($"larger than {Proof.MaxBytes} bytes");
        try
        {
            using var document = JsonDocument.Parse(json, ReadOptions);
            return ReadProof(document.RootElement);
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or KeyNotFoundException or CryptographicException)
        {
            throw new FormatException("invalid JSON, or a member is missing or has the wrong type", e);
        }
    }

    private static Proof ReadProof(JsonElement root)
    {
        if (root.GetProperty("schemaVersion").GetInt32() != SchemaVersion)
            throw new FormatException($"schema version is not {SchemaVersion}");
        RequireKnownMembers(root, "schemaVersion", "logFile", "event", "digests", "publicKeys");
        var logFile = root.GetProperty("logFile");
        RequireKnownMembers(logFile, "s3Bucket", "s3Object", "content");
        var proof = new Proof
        {
            LogFile = ReadLocation(logFile),
            Content = logFile.TryGetProperty("content", out var content) ? (ReadOnlyMemory<byte>?)Bytes(content) : null,
            Event = root.TryGetProperty("event", out var proved) ? ReadEvent(proved) : null,
            Digests = ReadAll(root.GetProperty("digests"), Proof.MaxDigests, ReadDigest),
            Keys = ReadAll(root.GetProperty("publicKeys"), MaxKeys, ReadKey),
        };
        if (proof.Digests.Count == 0)
            throw new FormatException("it contains no digest");
        if (proof.Event is not null && proof.Content is null)
            throw new FormatException("it is about an event but does not contain the log file");
        var locations = proof.Digests.Select(digest => digest.Location).Append(proof.LogFile);
        return locations.Distinct().Count() == proof.Digests.Count + 1
            ? proof
            : throw new FormatException("duplicate object");
    }

    private static ProvedEvent ReadEvent(JsonElement proved)
    {
        RequireKnownMembers(proved, "eventId", "index", "record");
        return new ProvedEvent(
            Text(proved, "eventId"),
            proved.GetProperty("index").GetInt32(),
            System.Text.Encoding.UTF8.GetBytes(proved.GetProperty("record").GetRawText())
        );
    }

    private static ProvedDigest ReadDigest(JsonElement digest)
    {
        RequireKnownMembers(digest, "s3Bucket", "s3Object", "metadata", "content");
        var metadata = digest
            .GetProperty("metadata")
            .EnumerateObject()
            .ToDictionary(
                m => m.Name,
                m => m.Value.GetString() ?? throw new FormatException("its metadata contains null"),
                StringComparer.Ordinal
            );
        return new ProvedDigest(ReadLocation(digest), Bytes(digest.GetProperty("content")), metadata);
    }

    private static TrustedKey ReadKey(JsonElement entry)
    {
        RequireKnownMembers(entry, "region", "fingerprint", "value");
        var key = PublicKey.FromDer(entry.GetProperty("value").GetBytesFromBase64());
        if (key.Fingerprint.Hex != Text(entry, "fingerprint"))
            throw new FormatException("a public key does not match its fingerprint");
        return new TrustedKey(key, entry.TryGetProperty("region", out _) ? Text(entry, "region") : null);
    }

    private static ObjectLocation ReadLocation(JsonElement owner) =>
        new(Text(owner, "s3Bucket"), Text(owner, "s3Object"));

    private static List<T> ReadAll<T>(JsonElement array, int max, Func<JsonElement, T> read) =>
        array.GetArrayLength() <= max
            ? [.. array.EnumerateArray().Select(read)]
            : throw new FormatException($"it contains more than {max} digests or keys");

    private static byte[] Bytes(JsonElement value)
    {
        var bytes = value.GetBytesFromBase64();
        return bytes.Length <= Proof.MaxObjectBytes
            ? bytes
            : throw new FormatException($"an object is larger than {Proof.MaxObjectBytes} bytes");
    }

    private static string Text(JsonElement owner, string member) =>
        owner.GetProperty(member).GetString() ?? throw new FormatException($"{member} is null");

    private static void RequireKnownMembers(JsonElement owner, params ReadOnlySpan<string> members)
    {
        foreach (var member in owner.EnumerateObject())
        {
            if (!members.Contains(member.Name))
                throw new FormatException($"unknown member {member.Name}");
        }
    }
}
