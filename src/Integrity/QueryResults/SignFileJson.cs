using System.Globalization;
using System.Text.Json;
using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.QueryResults;

/// <summary>Reads sign files. Strict about known members; unknown members are ignored.</summary>
internal static class SignFileJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <exception cref="FormatException">The text is not a sign file; the message says why.</exception>
    public static SignFile Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return ToSignFile(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new FormatException(
                e.LineNumber is { } line
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"not valid JSON: line {line + 1}, byte {e.BytePositionInLine + 1}"
                    )
                    : "duplicate member",
                e
            );
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("a member has the wrong type or contains an invalid escape sequence", e);
        }
    }

    private static SignFile ToSignFile(JsonElement root) =>
        new()
        {
            Region = FolderPath.IsRegion(Text(root, "region")) ? Text(root, "region") : throw Malformed("region"),
            Files = [.. Member(root, "files").EnumerateArray().Select(ToFile)],
            HashAlgorithm = Text(root, "hashAlgorithm"),
            SignatureAlgorithm = Text(root, "signatureAlgorithm"),
            CompletedAt = ToTime(Text(root, "queryCompleteTime")),
            Fingerprint = KeyFingerprint.TryParse(Text(root, "publicKeyFingerprint"), out var fingerprint)
                ? fingerprint
                : throw Malformed("publicKeyFingerprint"),
            Signature = Signature.TryParse(Text(root, "hashSignature"), out var signature)
                ? signature
                : throw Malformed("hashSignature"),
        };

    private static SignedFile ToFile(JsonElement file)
    {
        var hash = Text(file, "fileHashValue");
        return Sha256Hash.TryParse(hash, out var value)
            ? new SignedFile(Text(file, "fileName"), value, hash)
            : throw Malformed("fileHashValue");
    }

    private static DateTimeOffset ToTime(string text) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        ) && time.Year is >= 1970 and <= 9998
            ? time
            : throw Malformed("queryCompleteTime");

    private static string Text(JsonElement element, string name) =>
        Member(element, name).GetString() ?? throw Malformed(name);

    private static JsonElement Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out var member) ? member : throw new FormatException($"member {name} is missing");

    private static FormatException Malformed(string name) => new($"member {name} is malformed");
}
