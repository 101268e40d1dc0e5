using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Integrity.Digests;

namespace Integrity.Tests.Support;

/// <summary>A digest before it is signed. It is open: whoever holds the signing key can make it say anything.</summary>
internal sealed class DigestDraft
{
    private static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The members, in the documented order.</summary>
    public JsonObject Members { get; } = [];

    /// <summary>Where it will lie, whatever its members say.</summary>
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

    /// <summary>Makes the link say what is true of a digest, or what another one says of itself.</summary>
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

    /// <summary>As CloudTrail writes it: compact, every slash escaped.</summary>
    public byte[] ToBody() =>
        Encoding.UTF8.GetBytes(Members.ToJsonString(Compact).Replace("/", "\\/", StringComparison.Ordinal));

    /// <summary>The signature of four lines: end time, bucket/key, hash of the body, signature of the previous digest.</summary>
    public string Sign(byte[] body)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        var place = $"{this["digestS3Bucket"]}/{this["digestS3Object"]}";
        return Key.SignHex(
            Encoding.UTF8.GetBytes(
                string.Join('\n', this["digestEndTime"], place, hash, this["previousDigestSignature"] ?? "null")
            )
        );
    }
}
