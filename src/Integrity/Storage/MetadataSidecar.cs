using System.Text.Json;

namespace Integrity.Storage;

/// <summary>
/// The file beside an object's file that holds the object's user metadata: <c>KEY.meta.json</c>.
/// <code>{"signature": "9a3890cd…", "signature-algorithm": "SHA256withRSA"}</code>
/// </summary>
internal static class MetadataSidecar
{
    public const string Ending = ".meta.json";

    private const int MaxBytes = 64 << 10;
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    /// <summary>Reads a sidecar, and no more of it than is accepted.</summary>
    public static IReadOnlyDictionary<string, string> Read(Stream content, long length)
    {
        // one byte more than is accepted, so that a longer sidecar shows
        var buffer = new byte[Math.Min(length, MaxBytes + 1)];
        var read = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return Parse(buffer.AsMemory(0, read));
    }

    /// <summary>
    /// Reads metadata. A sidecar that is there but cannot be understood says that the object has none:
    /// only its absence means that nothing is known, else breaking it would be a way to have less checked.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Parse(ReadOnlyMemory<byte> json)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json.Length > MaxBytes) return metadata;
        try
        {
            using var document = JsonDocument.Parse(json, ReadOptions);
            foreach (var member in document.RootElement.EnumerateObject()) metadata[member.Name.ToLowerInvariant()] = member.Value.GetString() ?? "";
            return metadata;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }
    }

    public static byte[] Write(IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal)) writer.WriteString(name, value);
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }
}
