using System.Globalization;
using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Building.Delivery;

/// <summary>
/// The unique part in the name of a log file delivered by Integrity: 16 letters and digits that sort by delivery and
/// identify the content.
/// <code>
/// unique  = order content
/// order   = 5 characters    order in the minute: the time in the minute in units of 100 ns, or the index of the file
/// content = 11 characters   the first 64 bits of the SHA-256 hash of the decompressed content
/// </code>
/// Both are base-62 numbers with the digits <c>0-9A-Za-z</c>, which sort in this order.
/// Different contents can have the same content part, so readers always compare the full content.
/// </summary>
internal readonly record struct UniquePart(uint Order, ulong Content)
{
    public const uint MaxOrder = (62 * 62 * 62 * 62 * 62) - 1;

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int OrderLength = 5;

    public static ulong ContentOf(Sha256Hash hash) =>
        ulong.Parse(hash.ToString().AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>Parses a unique part; returns <c>false</c> if it is not ours.</summary>
    public static bool TryParse(string unique, out UniquePart part)
    {
        part = default;
        if (
            unique.Length != LogFilePath.UniqueLength
            || Number(unique.AsSpan(0, OrderLength)) is not { } order
            || Number(unique.AsSpan(OrderLength)) is not { } content
        )
            return false;
        if (content > ulong.MaxValue)
            return false;
        part = new UniquePart((uint)order, (ulong)content);
        return true;
    }

    public override string ToString() =>
        string.Create(
            LogFilePath.UniqueLength,
            this,
            static (text, part) =>
            {
                Write(text[..OrderLength], part.Order);
                Write(text[OrderLength..], part.Content);
            }
        );

    private static void Write(Span<char> text, ulong number)
    {
        for (var i = text.Length - 1; i >= 0; i--, number /= 62)
            text[i] = Digits[(int)(number % 62)];
    }

    private static UInt128? Number(ReadOnlySpan<char> text)
    {
        UInt128 number = 0;
        foreach (var c in text)
        {
            var digit = Digits.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
                return null;
            number = (number * 62) + (uint)digit;
        }
        return number;
    }
}
