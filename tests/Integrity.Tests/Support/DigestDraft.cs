using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Integrity.Digests;

namespace Integrity.Tests.Support;

/// <summary>
/// A digest before it is signed. A test can change every member, as the holder of the signing key can.
/// </summary>
internal sealed class DigestDraft
{
    private static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The members in the documented order.</summary>
    public JsonObject Members { get; } = [];

    /// <summary>The location it is stored at, even if its members name another one.</summary>
    public required ObjectLocation Location { get; set; }

    public required TestKey Key { get; set; }

    public JsonArray LogFiles => Members["logFiles"]!.AsArray();

    public string? this[string member]
    {
        get => (string?)Members[member];
        set => Members[member] = value;
    }

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static JsonObject Entry(SimulatedLogFile file) =>
        new()
        {
            ["s3Bucket"] = file.Location.Bucket,
            ["s3Object"] = file.Location.Path,
            ["hashValue"] = Convert.ToHexStringLower(SHA256.HashData(file.Content)),
            ["hashAlgorithm"] = "SHA-256",
            ["newestEventTime"] = Time(file.DeliveredAt),
            ["oldestEventTime"] = Time(file.DeliveredAt),
        };

    /// <summary>Links the draft to the given digest, or makes it a starting digest.</summary>
    public void LinkTo(SimulatedDigest? previous)
    {
        this["previousDigestS3Bucket"] = previous?.Location.Bucket;
        this["previousDigestS3Object"] = previous?.Location.Path;
        this["previousDigestHashValue"] = previous is null
            ? null
            : Convert.ToHexStringLower(SHA256.HashData(previous.Body));
        this["previousDigestHashAlgorithm"] = previous is null ? null : "SHA-256";
        this["previousDigestSignature"] = previous?.Signature;
    }

    /// <summary>Writes the body as CloudTrail does: compact, with every slash escaped.</summary>
    public byte[] ToBody() =>
        Encoding.UTF8.GetBytes(Members.ToJsonString(Compact).Replace("/", "\\/", StringComparison.Ordinal));

    /// <summary>
    /// Signs the four lines of the signing string: end time, bucket and object path, hash of the body, previous
    /// signature.
    /// </summary>
    public string Sign(byte[] body)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        var location = $"{this["digestS3Bucket"]}/{this["digestS3Object"]}";
        return Key.SignHex(
            Encoding.UTF8.GetBytes(
                string.Join('\n', this["digestEndTime"], location, hash, this["previousDigestSignature"] ?? "null")
            )
        );
    }
}
