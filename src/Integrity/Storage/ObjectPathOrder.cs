namespace Integrity.Storage;

/// <summary>
/// The order in which S3 lists keys: that of their UTF-8 bytes. It differs from the ordinal order of .NET strings only where a character beyond
/// the basic plane (a pair of surrogates, from U+D800) meets one from U+E000 to U+FFFF.
/// </summary>
internal sealed class ObjectPathOrder : IComparer<string>
{
    public static ObjectPathOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return string.CompareOrdinal(x, y);
        var same = x.AsSpan().CommonPrefixLength(y);
        return same == x.Length || same == y.Length
            ? x.Length.CompareTo(y.Length)
            : Rank(x[same]).CompareTo(Rank(y[same]));
    }

    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
