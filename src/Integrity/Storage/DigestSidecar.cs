using System.Text.Json;
using Integrity.Digests;

namespace Integrity.Storage;

/// <summary>
/// Recognizes the metadata sidecar of a digest, as written by the builder. The sidecar is written before the digest, so
/// a killed builder can leave it alone. Such a file contains only a signature and is never an object.
/// </summary>
internal static class DigestSidecar
{
    private const int MaxBytes = 8 << 10;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 1, AllowDuplicateProperties = false };

    /// <summary>Returns whether the file is such a sidecar.</summary>
    /// <exception cref="StoreException">The file cannot be read.</exception>
    public static bool Is(Stream content, long length)
    {
        if (length > MaxBytes)
            return false;
        var buffer = new byte[length];
        var read = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        try
        {
            using var document = JsonDocument.Parse(buffer.AsMemory(0, read), Strict);
            var members = document.RootElement;
            return members.ValueKind == JsonValueKind.Object
                && members.TryGetProperty("signature", out _)
                && members
                    .EnumerateObject()
                    .All(member => member.Value.ValueKind == JsonValueKind.String && IsKnown(member));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsKnown(JsonProperty member) =>
        member.Name switch
        {
            "signature" => Signature.TryParse(member.Value.GetString(), out _),
            "signature-algorithm" => member.Value.ValueEquals("SHA256withRSA"),
            "backfill-generation-timestamp" => UtcTime.TryParse(member.Value.GetString(), out _),
            _ => false,
        };
}
