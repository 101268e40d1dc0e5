using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>
/// Reads and writes the output of CloudTrail's <c>ListPublicKeys</c>.
/// <code>
/// {"PublicKeyList": [{"Value": "MIIBCgKCAQEAq3nn…", "Fingerprint": "1487b12d…",
///   "ValidityStartTime": 1745488800.0, "ValidityEndTime": 1748102400.0}]}
/// </code>
/// Value is DER in base64. Times are epoch seconds, as a number or a string, or ISO 8601 as printed by the AWS CLI.
/// A missing time means no limit. Old documentation spells the list <c>publicKeyList</c>. An invalid entry does not
/// affect the others.
/// </summary>
public static class PublicKeyList
{
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 8, AllowDuplicateProperties = false };
    private static readonly JsonWriterOptions WriteOptions = new() { Indented = true };

    /// <summary>
    /// Reads the keys. An entry whose value does not match its fingerprint is unreadable. The value may be in the other
    /// encoding than the one that has the fingerprint.
    /// </summary>
    /// <param name="json">The text, UTF-8.</param>
    /// <param name="region">The region of the keys; <c>null</c> to trust them for all regions.</param>
    /// <exception cref="FormatException">The text is not a list of public keys.</exception>
    public static PublicKeySet Read(ReadOnlyMemory<byte> json, string? region)
    {
        try
        {
            using var document = JsonDocument.Parse(json, ReadOptions);
            var root = document.RootElement;
            if (
                root.ValueKind != JsonValueKind.Object
                || (
                    !root.TryGetProperty("PublicKeyList", out var list)
                    && !root.TryGetProperty("publicKeyList", out list)
                )
            )
                throw new FormatException("member PublicKeyList is missing");
            var (keys, unreadable) = (new List<TrustedKey>(), new List<UnreadableKey>());
            foreach (var entry in list.EnumerateArray())
                ReadEntry(entry, region, keys, unreadable);
            return new PublicKeySet(keys, unreadable);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("it is not a valid list of public keys in JSON", e);
        }
    }

    private static void ReadEntry(
        JsonElement entry,
        string? region,
        List<TrustedKey> keys,
        List<UnreadableKey> unreadable
    )
    {
        var name = FingerprintOf(entry);
        try
        {
            keys.Add(ReadKey(entry, region, name ?? throw new FormatException("an entry has no valid fingerprint")));
        }
        catch (Exception e)
            when (e is FormatException or CryptographicException or InvalidOperationException or KeyNotFoundException)
        {
            var problem =
                e is FormatException ? e.Message
                : e is CryptographicException ? $"the key {name} is not an RSA public key: {e.Message}"
                : $"the key {name} has no value";
            unreadable.Add(new UnreadableKey(name, region, problem) { Entry = entry.GetRawText() });
        }
    }

    private static KeyFingerprint? FingerprintOf(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object
        && entry.TryGetProperty("Fingerprint", out var text)
        && text.ValueKind == JsonValueKind.String
        && KeyFingerprint.TryParse(text.GetString(), out var name)
            ? name
            : null;

    private static TrustedKey ReadKey(JsonElement entry, string? region, KeyFingerprint name)
    {
        if (!entry.GetProperty("Value").TryGetBytesFromBase64(out var der))
            throw new FormatException($"the key {name} is not valid base64");
        if (der.Length == 0)
            throw new FormatException($"the key {name} is empty");
        var key =
            PublicKey.FromDerWithFingerprint(der, name)
            ?? throw new FormatException($"the key {name} actually has the fingerprint {KeyFingerprint.Of(der)}");
        return new TrustedKey(
            key,
            region,
            ParseTime(entry, "ValidityStartTime", name),
            ParseTime(entry, "ValidityEndTime", name)
        );
    }

    private static DateTimeOffset? ParseTime(JsonElement entry, string member, KeyFingerprint name)
    {
        if (!entry.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
        if (
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            && seconds is >= 0 and < 253_402_300_800
        )
            return DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));
        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : throw new FormatException($"{member} of the key {name} is not a time");
    }

    /// <summary>Writes keys in the format that <see cref="Read"/> reads, UTF-8.</summary>
    public static byte[] Write(IEnumerable<TrustedKey> keys) => Write(keys, []);

    /// <summary>Writes keys, followed by unreadable entries exactly as published.</summary>
    internal static byte[] Write(IEnumerable<TrustedKey> keys, IEnumerable<UnreadableKey> unreadable)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, WriteOptions))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("PublicKeyList");
            foreach (var entry in keys)
                WriteEntry(writer, entry);
            foreach (var key in unreadable.Where(key => key.Entry is not null))
                writer.WriteRawValue(key.Entry!);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter writer, TrustedKey entry)
    {
        writer.WriteStartObject();
        // As published, because digests refer to the fingerprint of exactly these bytes.
        writer.WriteBase64String("Value", entry.Key.Der.Span);
        if (entry.ValidFrom is { } from)
            writer.WriteNumber("ValidityStartTime", from.ToUnixTimeMilliseconds() / 1000m);
        if (entry.ValidUntil is { } until)
            writer.WriteNumber("ValidityEndTime", until.ToUnixTimeMilliseconds() / 1000m);
        writer.WriteString("Fingerprint", entry.Key.Fingerprint.Hex);
        writer.WriteEndObject();
    }
}
