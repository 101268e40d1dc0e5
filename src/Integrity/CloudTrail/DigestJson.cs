using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Integrity.Digests;

namespace Integrity.CloudTrail;

/// <summary>
/// Reads and writes the JSON text of a digest.
/// <code>
/// {"awsAccountId":"111122223333",
///  "digestStartTime":"2025-05-04T10:00:00Z","digestEndTime":"2025-05-04T11:00:00Z",
///  "digestS3Bucket":"amzn-s3-demo-bucket","digestS3Object":"AWSLogs\/111122223333\/CloudTrail-Digest\/…",
///  "digestPublicKeyFingerprint":"1487…","digestSignatureAlgorithm":"SHA256withRSA",
///  "newestEventTime":null,"oldestEventTime":null,
///  "previousDigestS3Bucket":null,"previousDigestS3Object":null,"previousDigestHashValue":null,
///  "previousDigestHashAlgorithm":null,"previousDigestSignature":null,"logFiles":[]}
/// </code>
/// The writer follows CloudTrail: one line (the example is broken for readability), members in this order, every slash
/// escaped. Hashes always cover the original bytes; a digest that was read is never serialized again to hash it.
/// </summary>
public static class DigestJson
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Parses a digest. Unknown members are ignored; a repeated member is an error.</summary>
    /// <exception cref="DigestFormatException">The text is not a digest. The message gives the reason.</exception>
    public static Digest Parse(ReadOnlySpan<byte> json, DigestLimits? limits = null) =>
        new DigestJsonReader(json, limits ?? new DigestLimits()).Read();

    /// <summary>Serializes a digest.</summary>
    public static byte[] Write(Digest digest)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 + (digest.LogFiles.Count * 480));
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
            WriteDigest(writer, digest);
        return EscapeSlashes(buffer.WrittenSpan);
    }

    private static void WriteDigest(Utf8JsonWriter writer, Digest digest)
    {
        writer.WriteStartObject();
        writer.WriteString("awsAccountId", digest.AccountId);
        writer.WriteString("digestStartTime", UtcTime.Format(digest.Period.Start));
        writer.WriteString("digestEndTime", UtcTime.Format(digest.Period.End));
        writer.WriteString("digestS3Bucket", digest.Location.Bucket);
        writer.WriteString("digestS3Object", digest.Location.Path);
        writer.WriteString("digestPublicKeyFingerprint", digest.Fingerprint.Hex);
        writer.WriteString("digestSignatureAlgorithm", digest.SignatureAlgorithm);
        WriteEventTimes(writer, digest.NewestEventTime, digest.OldestEventTime);
        writer.WriteString("previousDigestS3Bucket", digest.Previous?.Location.Bucket);
        writer.WriteString("previousDigestS3Object", digest.Previous?.Location.Path);
        writer.WriteString("previousDigestHashValue", digest.Previous?.Hash.ToString());
        writer.WriteString("previousDigestHashAlgorithm", digest.Previous?.HashAlgorithm);
        writer.WriteString("previousDigestSignature", digest.Previous?.Signature.Hex);
        writer.WriteStartArray("logFiles");
        foreach (var logFile in digest.LogFiles)
            WriteLogFile(writer, logFile);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteLogFile(Utf8JsonWriter writer, LogFileEntry logFile)
    {
        writer.WriteStartObject();
        writer.WriteString("s3Bucket", logFile.Location.Bucket);
        writer.WriteString("s3Object", logFile.Location.Path);
        writer.WriteString("hashValue", logFile.Hash.ToString());
        writer.WriteString("hashAlgorithm", logFile.HashAlgorithm);
        WriteEventTimes(writer, logFile.NewestEventTime, logFile.OldestEventTime);
        writer.WriteEndObject();
    }

    private static void WriteEventTimes(Utf8JsonWriter writer, DateTimeOffset? newest, DateTimeOffset? oldest)
    {
        writer.WriteString("newestEventTime", newest is { } n ? UtcTime.Format(n) : null);
        writer.WriteString("oldestEventTime", oldest is { } o ? UtcTime.Format(o) : null);
    }

    /// <summary>Escapes every slash. The writer never does, and slashes occur only inside strings.</summary>
    private static byte[] EscapeSlashes(ReadOnlySpan<byte> json)
    {
        var escaped = new byte[json.Length + json.Count((byte)'/')];
        var at = 0;
        foreach (var b in json)
        {
            if (b == (byte)'/')
                escaped[at++] = (byte)'\\';
            escaped[at++] = b;
        }
        return escaped;
    }
}
