using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Integrity.IntegrationTests.Support;

/// <summary>Writes digests without our code: an independent implementation of the format.</summary>
internal static class HandWrittenDigest
{
    /// <summary>Returns a starting digest for the first hour.</summary>
    public static byte[] Write(string fingerprint, IEnumerable<(string Path, byte[] Hash)> logFiles)
    {
        var entries = logFiles.Select(logFile =>
            $$"""
                {"s3Bucket":"{{SampleTrail.Bucket}}","s3Object":"{{logFile.Path}}",
                "hashValue":"{{Convert.ToHexStringLower(logFile.Hash)}}","hashAlgorithm":"SHA-256",
                "newestEventTime":"2025-05-04T09:59:00Z","oldestEventTime":"2025-05-04T09:59:00Z"}
                """
        );
        return Encoding.UTF8.GetBytes(
            $$"""
            {"awsAccountId":"111122223333",
            "digestStartTime":"2025-05-04T10:00:00Z","digestEndTime":"2025-05-04T11:00:00Z",
            "digestS3Bucket":"{{SampleTrail.Bucket}}","digestS3Object":"{{SampleTrail.DigestPath(1)}}",
            "digestPublicKeyFingerprint":"{{fingerprint}}","digestSignatureAlgorithm":"SHA256withRSA",
            "newestEventTime":"2025-05-04T09:59:00Z","oldestEventTime":"2025-05-04T09:59:00Z",
            "previousDigestS3Bucket":null,"previousDigestS3Object":null,"previousDigestHashValue":null,
            "previousDigestHashAlgorithm":null,"previousDigestSignature":null,
            "logFiles":[{{string.Join(',', entries)}}]}
            """
        );
    }

    /// <summary>Returns the signing string of a digest: end time, location, hash, and previous signature.</summary>
    public static string SigningString(byte[] digest)
    {
        using var json = JsonDocument.Parse(digest);
        string? Text(string member) => json.RootElement.GetProperty(member).GetString();
        var location = $"{Text("digestS3Bucket")}/{Text("digestS3Object")}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(digest));
        return $"{Text("digestEndTime")}\n{location}\n{hash}\n{Text("previousDigestSignature") ?? "null"}";
    }

    /// <summary>Writes a digest and its sidecar to the directory of its bucket.</summary>
    public static void Put(string store, byte[] digest, byte[] signature)
    {
        var path = SampleTrail.Put(store, SampleTrail.DigestPath(1), SampleTrail.Gzip(digest));
        File.WriteAllText(
            path + ".meta.json",
            $$"""{"signature": "{{Convert.ToHexStringLower(signature)}}", "signature-algorithm": "SHA256withRSA"}"""
        );
    }
}
