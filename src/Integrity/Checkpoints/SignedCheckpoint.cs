using System.Text;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Checkpoints;

/// <summary>
/// A checkpoint with a signature over its exact bytes: the lines of its JSON text, and behind them one line that signs all of them, the last line feed included.
/// <code>
/// {
///   "schemaVersion": 1,
///   …
/// }
/// {"publicKeyFingerprint":"67b9fa73…","signatureAlgorithm":"SHA256withRSA","signature":"9a3890cd…"}
/// </code>
/// What a digest signs begins with a time and never with a brace, so that neither passes for the other, even under one key.
/// A signature tells who wrote the checkpoint, not that it is the newest one that was written.
/// </summary>
public static class SignedCheckpoint
{
    private const byte LineFeed = (byte)'\n';

    private static ReadOnlySpan<byte> SignatureLineStart => "{\"publicKeyFingerprint\":\""u8;

    /// <summary>Writes a checkpoint and its signature, UTF-8.</summary>
    public static async Task<byte[]> WriteAsync(
        Checkpoint checkpoint,
        IDigestSigner signer,
        CancellationToken cancellationToken
    )
    {
        byte[] text = [.. CheckpointJson.Write(checkpoint), LineFeed];
        return [.. text, .. SignatureLine(signer.PublicKey, await signer.SignAsync(text, cancellationToken))];
    }

    /// <summary>Whether a signature comes with it, be it good or bad.</summary>
    public static bool IsSigned(ReadOnlySpan<byte> content) =>
        content[TextLength(content)..].StartsWith(SignatureLineStart);

    /// <summary>Reads a checkpoint that <paramref name="key"/> has signed.</summary>
    /// <param name="content">What was written.</param>
    /// <param name="key">The key.</param>
    /// <param name="check">The implementation of RSA that checks the signature; <c>null</c> for the platform's.</param>
    /// <exception cref="FormatException">It is not signed, signed with another key, altered, or no checkpoint.</exception>
    /// <exception cref="StoreException">The signature could not be checked, since implementations of RSA do not agree on it.</exception>
    public static Checkpoint Read(ReadOnlyMemory<byte> content, PublicKey key, ISignatureCheck? check = null)
    {
        if (!IsSigned(content.Span))
            throw new FormatException("it is not signed");
        var text = content[..TextLength(content.Span)];
        var line = Encoding.UTF8.GetString(content.Span[text.Length..]);
        if (!line.Contains($":\"{key.Fingerprint.Hex}\"", StringComparison.Ordinal))
            throw new FormatException("it is signed with another key");
        // the line must be, byte for byte, the one that this key and this signature make
        if (
            !Signature.TryParse(line.Split('"')[^2], out var signature)
            || !SignatureLine(key, signature).AsSpan().SequenceEqual(content.Span[text.Length..])
        )
            throw Altered();
        return (check ?? PlatformSignatureCheck.Instance).Check(key, text.Span, signature) switch
        {
            SignatureAnswer.Right => CheckpointJson.Read(text),
            SignatureAnswer.Disputed => throw new StoreException(DisputedSignature.Message, DisputedSignature.Hint),
            SignatureAnswer.Wrong => throw Altered(),
        };
    }

    private static FormatException Altered() => new("its signature is wrong: it was altered since it was signed");

    private static byte[] SignatureLine(PublicKey key, Signature signature) =>
        Encoding.ASCII.GetBytes(
            $"{{\"publicKeyFingerprint\":\"{key.Fingerprint.Hex}\",\"signatureAlgorithm\":\"{Algorithms.Sha256WithRsa}\",\"signature\":\"{signature.Hex}\"}}\n"
        );

    /// <summary>The length of all lines but the last one.</summary>
    private static int TextLength(ReadOnlySpan<byte> content) =>
        content.IsEmpty ? 0 : content[..^1].LastIndexOf(LineFeed) + 1;
}
