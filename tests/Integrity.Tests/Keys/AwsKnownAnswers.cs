using System.Text.Json;
using Integrity.Digests;
using Integrity.Tests.Support;

namespace Integrity.Tests.Keys;

/// <summary>
/// Genuine public keys and signatures of AWS CloudTrail. testdata/aws-known-answers.json names their sources.
/// </summary>
internal static class AwsKnownAnswers
{
    private static readonly JsonElement Root = JsonDocument
        .Parse(File.ReadAllBytes(Repository.PathTo("testdata", "aws-known-answers.json")))
        .RootElement;

    public static IReadOnlyDictionary<string, byte[]> DerByFingerprint { get; } =
        Root.GetProperty("keys")
            .EnumerateArray()
            .ToDictionary(
                key => key.GetProperty("fingerprint").GetString()!,
                key => key.GetProperty("valueBase64").GetBytesFromBase64(),
                StringComparer.Ordinal
            );

    public static IReadOnlyList<(string Name, string Key, Signature Signature, byte[] Hash)> Signatures { get; } =
    [
        .. Root.GetProperty("hashLevelSignatures")
            .EnumerateArray()
            .Select(entry =>
                (
                    entry.GetProperty("name").GetString()!,
                    entry.GetProperty("fingerprint").GetString()!,
                    Signature.TryParse(entry.GetProperty("signatureHex").GetString(), out var signature)
                        ? signature
                        : throw new FormatException("signatureHex"),
                    Convert.FromHexString(entry.GetProperty("sha256OfSignedText").GetString()!)
                )
            ),
    ];
}
