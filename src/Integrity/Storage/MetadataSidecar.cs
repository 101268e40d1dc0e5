using System.Text;
using System.Text.Json;

namespace Integrity.Storage;

/// <summary>
/// The file beside an object's file that holds the object's user metadata: <c>KEY.meta.json</c>.
/// <code>{"signature": "9a3890cd…", "signature-algorithm": "SHA256withRSA"}</code>
/// A whole <c>aws s3api head-object</c> answer is accepted too: its member <c>Metadata</c> counts.
/// </summary>
internal static class MetadataSidecar
{
    public const string Ending = ".meta.json";

    private const int MaxBytes = 64 << 10;
    private const string MetadataMember = "Metadata";
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>Reads a sidecar, and no more of it than is accepted.</summary>
    public static SidecarContent Read(Stream content, long length)
    {
        // one byte more than is accepted, so that a longer sidecar shows
        var buffer = new byte[Math.Min(length, MaxBytes + 1)];
        var read = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return Parse(buffer.AsMemory(0, read));
    }

    /// <summary>
    /// Reads metadata. A JSON object states the object's metadata, even if it holds no signature. Anything else states
    /// nothing and counts as no sidecar:
    /// whoever could damage a sidecar could delete it as well, so refusing the object would protect nothing.
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

    /// <summary>The member <c>Metadata</c> of a head-object answer, or the object itself.</summary>
    private static JsonElement MetadataOf(JsonElement root)
    {
        foreach (var member in root.EnumerateObject())
        {
            // user metadata values are strings, so an object of that name can only come from head-object
            if (
                member.Value.ValueKind == JsonValueKind.Object
                && member.Name.Equals(MetadataMember, StringComparison.OrdinalIgnoreCase)
            )
                return member.Value;
        }
        return root;
    }

    /// <summary>The members that are strings: user metadata has no others.</summary>
    /// <exception cref="ArgumentException">Two names differ in case only, which no object's metadata does.</exception>
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
