using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Integrity.Keys;

/// <summary>
/// The answer of CloudTrail's <c>ListPublicKeys</c>, as a file.
/// <code>
/// {"PublicKeyList": [{"Value": "MIIBCgKCAQEAq3nn…", "ValidityStartTime": 1745488800.0, "ValidityEndTime": 1748102400.0, "Fingerprint": "1487b12d…"}]}
/// </code>
/// Value is DER in base64. Times are epoch seconds as a number or a quoted number, or ISO 8601 (as the AWS CLI prints them); without one nothing is known.
/// Old documentation writes <c>publicKeyList</c>.
/// </summary>
public static class PublicKeyList
{
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 8, AllowDuplicateProperties = false };
    private static readonly JsonWriterOptions WriteOptions = new() { Indented = true };

    /// <summary>Reads the keys. Each must be what its fingerprint says.</summary>
    /// <param name="json">The text, UTF-8.</param>
    /// <param name="region">The region from which the answer came; <c>null</c> when it is not known, then the keys are trusted in every region.</param>
    /// <exception cref="FormatException">The text is not such a list, or a key in it is not an RSA key or not what its fingerprint says.</exception>
    public static IReadOnlyList<TrustedKey> Parse(ReadOnlyMemory<byte> json, string? region)
    {
        try
        {
            using var document = JsonDocument.Parse(json, ReadOptions);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || (!root.TryGetProperty("PublicKeyList", out var list) && !root.TryGetProperty("publicKeyList", out list)))
                throw new FormatException("it has no member PublicKeyList");
            return [.. list.EnumerateArray().Select(entry => ParseEntry(entry, region))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("it is not the JSON text of a list of public keys", e);
        }
    }

    private static TrustedKey ParseEntry(JsonElement entry, string? region)
    {
        var declared = entry.GetProperty("Fingerprint").GetString();
        try
        {
            var key = PublicKey.FromDer(entry.GetProperty("Value").GetBytesFromBase64());
            if (key.Fingerprint.Hex != declared) throw new FormatException($"the key {declared} has the fingerprint {key.Fingerprint}");
            return new TrustedKey(key, region, ParseTime(entry, "ValidityStartTime"), ParseTime(entry, "ValidityEndTime"));
        }
        catch (CryptographicException e)
        {
            throw new FormatException($"the key {declared} is not an RSA public key: {e.Message}", e);
        }
    }

    private static DateTimeOffset? ParseTime(JsonElement entry, string member)
    {
        if (!entry.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        var text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.GetString()!;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 253_402_300_800)
            return DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new FormatException($"{member} is not a time");
    }

    /// <summary>Writes keys in the form that <see cref="Parse"/> reads, UTF-8.</summary>
    public static byte[] Write(IEnumerable<TrustedKey> keys)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, WriteOptions))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("PublicKeyList");
            foreach (var entry in keys) WriteEntry(writer, entry);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter writer, TrustedKey entry)
    {
        writer.WriteStartObject();
        // as it was published: digests name it by the fingerprint of these very bytes
        writer.WriteBase64String("Value", entry.Key.Der.Span);
        if (entry.ValidFrom is { } from) writer.WriteNumber("ValidityStartTime", from.ToUnixTimeMilliseconds() / 1000m);
        if (entry.ValidUntil is { } until) writer.WriteNumber("ValidityEndTime", until.ToUnixTimeMilliseconds() / 1000m);
        writer.WriteString("Fingerprint", entry.Key.Fingerprint.Hex);
        writer.WriteEndObject();
    }
}
