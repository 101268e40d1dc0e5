using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Integrity.IntegrationTests.Support;

/// <summary>Digests that nothing of this project has written: a second reading of the format.</summary>
internal static class HandWrittenDigest
{
    /// <summary>A starting digest of the first hour.</summary>
    public static byte[] Write(string fingerprint, IEnumerable<(string Path, byte[] Hash)> logFiles)
    {
        var entries = logFiles.Select(logFile =>
            $$"""
                {"s3Bucket":"{{SampleTrail.Bucket}}","s3Object":"{{logFile.Path}}","hashValue":"{{Convert.ToHexStringLower(
                    logFile.Hash
                )}}","hashAlgorithm":"SHA-256","newestEventTime":"2025-05-04T09:59:00Z","oldestEventTime":"2025-05-04T09:59:00Z"}
                """.Trim()
        );
        return Encoding.UTF8.GetBytes(
            $$"""
            {"awsAccountId":"111122223333","digestStartTime":"2025-05-04T10:00:00Z","digestEndTime":"2025-05-04T11:00:00Z",
            "digestS3Bucket":"{{SampleTrail.Bucket}}","digestS3Object":"{{SampleTrail.DigestPath(
                1
            )}}","digestPublicKeyFingerprint":"{{fingerprint}}",
            "digestSignatureAlgorithm":"SHA256withRSA","newestEventTime":"2025-05-04T09:59:00Z","oldestEventTime":"2025-05-04T09:59:00Z",
            "previousDigestS3Bucket":null,"previousDigestS3Object":null,"previousDigestHashValue":null,"previousDigestHashAlgorithm":null,"previousDigestSignature":null,
            "logFiles":[{{string.Join(',', entries)}}]}
            """
        );
    }

    /// <summary>What is signed, of a digest as it lies there: end time, place, hash, and the signature before it.</summary>
    public static string SigningString(byte[] digest)
    {
        using var json = JsonDocument.Parse(digest);
        string? Text(string member) => json.RootElement.GetProperty(member).GetString();
        return $"{Text("digestEndTime")}\n{Text("digestS3Bucket")}/{Text("digestS3Object")}\n{Convert.ToHexStringLower(SHA256.HashData(digest))}\n{Text("previousDigestSignature") ?? "null"}";
    }

    /// <summary>Puts a digest and its sidecar into the folder of its bucket.</summary>
    public static void Put(string store, byte[] digest, byte[] signature)
    {
        var path = SampleTrail.Put(store, SampleTrail.DigestPath(1), SampleTrail.Gzip(digest));
        File.WriteAllText(
            path + ".meta.json",
            $$"""{"signature": "{{Convert.ToHexStringLower(signature)}}", "signature-algorithm": "SHA256withRSA"}"""
        );
    }
}
