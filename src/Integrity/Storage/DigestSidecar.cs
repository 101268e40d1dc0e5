using System.Text.Json;
using Integrity.Digests;

namespace Integrity.Storage;

/// <summary>
/// The metadata sidecar of a digest, as the builder writes it. It comes before its digest, so a killed builder leaves
/// it
/// alone. It hides nothing, since it holds a signature and nothing else: without its digest it is still no object.
/// </summary>
internal static class DigestSidecar
{
    private const int MaxBytes = 8 << 10;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 1, AllowDuplicateProperties = false };

    /// <summary>Whether this is one.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
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
