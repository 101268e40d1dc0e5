using System.Text;
using System.Text.Json;

namespace Integrity.Storage;

/// <summary>
/// The file that stores the user metadata of the object file beside it: <c>PATH.meta.json</c>.
/// <code>{"signature": "9a3890cd…", "signature-algorithm": "SHA256withRSA"}</code>
/// The output of <c>aws s3api head-object</c> is accepted too. Its member <c>Metadata</c> is used.
/// </summary>
internal static class MetadataSidecar
{
    public const string Ending = ".meta.json";

    private const int MaxBytes = 64 << 10;
    private const string MetadataMember = "Metadata";
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>Reads a sidecar, up to the maximum size.</summary>
    public static SidecarContent Read(Stream content, long length)
    {
        // One byte above the maximum, to detect larger sidecars.
        var buffer = new byte[Math.Min(length, MaxBytes + 1)];
        var read = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return Parse(buffer.AsMemory(0, read));
    }

    /// <summary>
    /// Parses a sidecar. A JSON object is the object's metadata, even without a signature. Anything else counts as a
    /// missing sidecar: whoever can damage a sidecar can also delete it, so rejecting the object would protect nothing.
    /// </summary>
    public static SidecarContent Parse(ReadOnlyMemory<byte> content)
    {
        if (content.Length > MaxBytes)
            return SidecarContent.Unusable($"is larger than {MaxBytes} bytes");
        try
        {
            var text = SidecarText.Decode(content.Span);
            if (string.IsNullOrWhiteSpace(text))
                return SidecarContent.Unusable("is empty");
            using var document = JsonDocument.Parse(text, ReadOptions);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? SidecarContent.Of(ToMetadata(MetadataOf(document.RootElement)))
                : SidecarContent.Unusable("is not a JSON object");
        }
        catch (DecoderFallbackException)
        {
            return SidecarContent.Unusable("is neither UTF-8 nor UTF-16 text");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return SidecarContent.Unusable("is not valid JSON");
        }
    }

    /// <summary>Returns the member <c>Metadata</c> of a head-object response, or the object itself.</summary>
    private static JsonElement MetadataOf(JsonElement root)
    {
        foreach (var member in root.EnumerateObject())
        {
            // User metadata values are strings, so an object of that name comes from head-object.
            if (
                member.Value.ValueKind == JsonValueKind.Object
                && member.Name.Equals(MetadataMember, StringComparison.OrdinalIgnoreCase)
            )
                return member.Value;
        }
        return root;
    }

    /// <summary>Returns the members that are strings. User metadata has no others.</summary>
    /// <exception cref="ArgumentException">Two names differ only in case, which S3 does not allow.</exception>
    private static Dictionary<string, string> ToMetadata(JsonElement members)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in members.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.String)
                metadata.Add(member.Name.ToLowerInvariant(), member.Value.GetString()!);
        }
        return metadata;
    }

    public static byte[] Write(IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                writer.WriteString(name, value);
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }
}
