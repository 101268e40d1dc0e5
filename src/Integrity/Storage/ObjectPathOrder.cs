namespace Integrity.Storage;

/// <summary>
/// Compares object paths by their UTF-8 bytes, the order of S3 listings. It differs from the ordinal order of .NET
/// strings only between surrogates and the characters U+E000 to U+FFFF.
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
