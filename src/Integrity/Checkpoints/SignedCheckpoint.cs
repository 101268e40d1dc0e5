using System.Text;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Checkpoints;

/// <summary>
/// Reads and writes signed checkpoints: the JSON text, followed by one line with a signature over all preceding bytes,
/// including the last line feed.
/// <code>
/// {
///   "schemaVersion": 1,
///   …
/// }
/// {"publicKeyFingerprint":"67b9fa73…","signatureAlgorithm":"SHA256withRSA","signature":"9a3890cd…"}
/// </code>
/// The signed text of a digest starts with a time, never with a brace, so that neither can pass for the other, even
/// with the same key. The signature proves who wrote the checkpoint, not that it is the newest one.
/// </summary>
public static class SignedCheckpoint
{
    private const byte LineFeed = (byte)'\n';

    private static ReadOnlySpan<byte> SignatureLineStart => "{\"publicKeyFingerprint\":\""u8;

    /// <summary>Writes a checkpoint with its signature.</summary>
    public static async Task<byte[]> WriteAsync(
        Checkpoint checkpoint,
        IDigestSigner signer,
        CancellationToken cancellationToken = default
    )
    {
        byte[] text = [.. CheckpointJson.Write(checkpoint), LineFeed];
        return
        [
            .. text,
            .. SignatureLine(signer.PublicKey, await signer.SignAsync(text, cancellationToken).ConfigureAwait(false)),
        ];
    }

    /// <summary>Returns whether the content has a signature, valid or not.</summary>
    public static bool IsSigned(ReadOnlySpan<byte> content) =>
        content[TextLength(content)..].StartsWith(SignatureLineStart);

    /// <summary>Reads a checkpoint and checks its signature.</summary>
    /// <param name="content">The signed checkpoint.</param>
    /// <param name="key">The key that must have signed it.</param>
    /// <param name="check">The RSA implementation to use; <c>null</c> for the platform's.</param>
    /// <exception cref="FormatException">
    /// The content is not signed, signed with another key, altered, or not a checkpoint.
    /// </exception>
    /// <exception cref="StoreException">RSA implementations disagree on the signature.</exception>
    public static Checkpoint Read(ReadOnlyMemory<byte> content, PublicKey key, ISignatureCheck? check = null)
    {
        if (!IsSigned(content.Span))
            throw new FormatException("it is not signed");
        var text = content[..TextLength(content.Span)];
        var line = Encoding.UTF8.GetString(content.Span[text.Length..]);
        if (!line.Contains($":\"{key.Fingerprint.Hex}\"", StringComparison.Ordinal))
            throw new FormatException("it is signed with another key");
        // The line must match, byte for byte, the one for this key and signature.
        if (
            !Signature.TryParse(line.Split('"')[^2], out var signature)
            || !SignatureLine(key, signature).AsSpan().SequenceEqual(content.Span[text.Length..])
        )
            throw Altered();
        return (check ?? PlatformSignatureCheck.Instance).Check(key, text.Span, signature) switch
        {
            SignatureCheckResult.Valid => CheckpointJson.Read(text),
            SignatureCheckResult.Disputed => throw new StoreException(
                DisputedSignature.Message,
                DisputedSignature.Hint
            ),
            SignatureCheckResult.Invalid => throw Altered(),
        };
    }

    private static FormatException Altered() => new("invalid signature: it was altered after signing");

    private static byte[] SignatureLine(PublicKey key, Signature signature) =>
        Encoding.ASCII.GetBytes(
            $"{{\"publicKeyFingerprint\":\"{key.Fingerprint.Hex}\",\"signatureAlgorithm\":\"{Algorithms.Sha256WithRsa}"
                + $"\",\"signature\":\"{signature.Hex}\"}}\n"
        );

    /// <summary>Returns the length of all lines except the last.</summary>
    private static int TextLength(ReadOnlySpan<byte> content) =>
        content.IsEmpty ? 0 : content[..^1].LastIndexOf(LineFeed) + 1;
}
