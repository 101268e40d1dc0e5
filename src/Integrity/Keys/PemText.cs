namespace Integrity.Keys;

/// <summary>
/// Reads PEM text (RFC 7468) with exact errors. Lines outside blocks are ignored.
/// <code>
/// -----BEGIN PUBLIC KEY-----
/// MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A…
/// -----END PUBLIC KEY-----
/// </code>
/// </summary>
internal static class PemText
{
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";
    private const string Dashes = "-----";

    /// <summary>Whether a text contains something that looks like PEM.</summary>
    public static bool LooksLikePem(ReadOnlySpan<byte> text) => text.IndexOf("-----BEGIN"u8) >= 0;

    /// <summary>Reads the blocks of a text, in order.</summary>
    /// <exception cref="FormatException">A block is malformed. The message names the line.</exception>
    public static IReadOnlyList<Block> Read(string text)
    {
        var blocks = new List<Block>();
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.StartsWith(End.TrimEnd(), StringComparison.Ordinal))
                throw new FormatException($"it is not valid PEM: line {i + 1}: END line without a BEGIN line");
            if (!line.StartsWith(Begin.TrimEnd(), StringComparison.Ordinal))
                continue;
            var last = FindEnd(lines, i, LabelOf(line, Begin, i));
            blocks.Add(new Block(LabelOf(line, Begin, i), Decode(lines, i + 1, last), i + 1, last + 1));
            i = last;
        }
        return blocks;
    }

    /// <summary>
    /// Returns the error in the blocks of a text; <c>null</c> if they are well-formed or there are none.
    /// </summary>
    public static string? FindError(string text)
    {
        try
        {
            Read(text);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    private static int FindEnd(string[] lines, int begin, string label)
    {
        for (var i = begin + 1; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.StartsWith(Begin.TrimEnd(), StringComparison.Ordinal))
                break;
            if (!line.StartsWith(End.TrimEnd(), StringComparison.Ordinal))
                continue;
            return LabelOf(line, End, i) == label
                ? i
                : throw new FormatException(
                    $"it is not valid PEM: line {i + 1}: {line} does not match "
                        + $"{lines[begin].Trim()} in line {begin + 1}"
                );
        }
        throw new FormatException(
            $"it is not valid PEM: line {begin + 1}: {lines[begin].Trim()} has no END line; the file is truncated"
        );
    }

    private static string LabelOf(string line, string marker, int index) =>
        line.Length > marker.Length + Dashes.Length
        && line.StartsWith(marker, StringComparison.Ordinal)
        && line.EndsWith(Dashes, StringComparison.Ordinal)
            ? line[marker.Length..^Dashes.Length]
            : throw new FormatException($"it is not valid PEM: line {index + 1}: expected {marker}PUBLIC KEY{Dashes}");

    private static byte[] Decode(string[] lines, int from, int until)
    {
        var base64 = new System.Text.StringBuilder();
        for (var i = from; i < until; i++)
        {
            var line = lines[i].TrimEnd();
            for (var column = 0; column < line.Length; column++)
            {
                var c = line[column];
                if (c is ' ' or '\t')
                    continue;
                if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '/' or '='))
                    throw new FormatException(
                        $"it is not valid PEM: line {i + 1}, column {column + 1}: '{c}' is not a base64 character"
                    );
                if (c != '=' && base64.Length > 0 && base64[^1] == '=')
                    throw new FormatException(
                        $"it is not valid PEM: line {i + 1}, column {column + 1}: text after the end of the base64"
                    );
                base64.Append(c);
            }
        }
        var content = new byte[base64.Length];
        return Convert.TryFromBase64String(base64.ToString(), content, out var length)
            ? content[..length]
            : throw new FormatException(
                $"it is not valid PEM: lines {from + 1} to {until}: the base64 is truncated "
                    + $"({base64.Length} characters, not a multiple of 4)"
            );
    }

    /// <summary>A PEM block.</summary>
    /// <param name="Label">The label, such as <c>PUBLIC KEY</c>.</param>
    /// <param name="Content">The decoded content.</param>
    /// <param name="FirstLine">The line number of the BEGIN line.</param>
    /// <param name="LastLine">The line number of the END line.</param>
    internal sealed record Block(string Label, byte[] Content, int FirstLine, int LastLine);
}
