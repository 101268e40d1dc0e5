using System.Buffers.Text;
using System.Text;
using Integrity.Digests;

namespace Integrity.Bundles;

/// <summary>
/// A line of a bundle's manifest, which describes one file.
/// <code>
/// line   = sha256 " " size " " name LF
/// sha256 = 64 lower-case hexadecimal digits
/// size   = decimal number
/// name   = UTF-8 without control characters
///
/// ee0447ea4c87ee4adc3132b07b5130b4f410f9ffdc32e05a405e9fbf0b49b936 1834 reports/may.html
/// </code>
/// </summary>
internal sealed record BundleEntry(Sha256Hash Hash, long Size, string Name)
{
    public const int MaxLine = 5000;

    private const int MaxName = 4000;

    /// <summary>Returns whether a line can represent the name unambiguously.</summary>
    public static bool CanHold(string name) =>
        // Names that are not UTF-8 contain lone surrogates, which become replacement characters as runes.
        Encoding.UTF8.GetByteCount(name) <= MaxName
        && !name.EnumerateRunes().Any(rune => Rune.IsControl(rune) || rune == Rune.ReplacementChar);

    /// <exception cref="FormatException">The line is malformed.</exception>
    public static BundleEntry Parse(ReadOnlySpan<byte> line)
    {
        const int SizeAt = (2 * Sha256Hash.Size) + 1;
        if (
            line.Length > SizeAt
            && line[SizeAt - 1] == ' '
            && Sha256Hash.TryParse(Encoding.ASCII.GetString(line[..(SizeAt - 1)]), out var hash)
            && Utf8Parser.TryParse(line[SizeAt..], out long size, out var digits)
            && size >= 0
            && line.Length > SizeAt + digits + 1
            && line[SizeAt + digits] == ' '
        )
        {
            return new BundleEntry(hash, size, Encoding.UTF8.GetString(line[(SizeAt + digits + 1)..]));
        }
        throw new FormatException("malformed manifest line");
    }

    /// <summary>Returns the line without its line break.</summary>
    public override string ToString() => $"{Hash} {Size} {Name}";
}
