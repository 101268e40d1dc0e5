using Integrity.Storage;
using Integrity.Storage.Tar;
using Microsoft.Win32.SafeHandles;

namespace Integrity.Bundles;

/// <summary>
/// Compares everything outside the members with the fixed format that <see cref="BundleWriter"/> writes. The signature
/// covers only the members. Without this check, changes to headers, padding or order would go unnoticed.
/// </summary>
internal static class BundleLayout
{
    /// <summary>The subject of a difference.</summary>
    public const string Subject = "the archive";

    /// <summary>Describes the first difference; <c>null</c> if there is none.</summary>
    /// <exception cref="StoreException">The file cannot be read.</exception>
    public static string? FindDifference(SafeFileHandle file, TarIndex index, CancellationToken cancellationToken)
    {
        try
        {
            return Compare(new TarBlocks(file), index, cancellationToken);
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    private static string? Compare(TarBlocks blocks, TarIndex index, CancellationToken cancellationToken)
    {
        var (offset, last) = (0L, (string?)null);
        foreach (var member in index.Members.OrderBy(member => member.Offset))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (last is not null && !Follows(member.Name, last))
                return $"{member.Name} is out of order: members are sorted, the manifest and its signature come last";
            var before = TarFormat.HeadersOf(member.Name, member.Size);
            if (offset + before.Length != member.Offset)
                return Differs(offset);
            var same = blocks.Read(offset, before.Length).CommonPrefixLength(before);
            if (same < before.Length)
                return Differs(offset + same);
            var end = member.Offset + member.Size;
            offset = end + TarFormat.Padding(member.Size);
            if (FirstNonZero(blocks, end, (int)(offset - end)) is { } at)
                return Differs(at);
            last = member.Name;
        }
        var length = offset + TarFormat.EndLength;
        if (blocks.Length != length)
            return $"size is {blocks.Length} bytes, not {length}";
        return FirstNonZero(blocks, offset, TarFormat.EndLength) is { } byteAt ? Differs(byteAt) : null;
    }

    private static long? FirstNonZero(TarBlocks blocks, long offset, int count) =>
        blocks.Read(offset, count).IndexOfAnyExcept((byte)0) is var at and >= 0 ? offset + at : null;

    private static bool Follows(string name, string last) =>
        Rank(name) != Rank(last) ? Rank(name) > Rank(last) : ObjectPathOrder.Instance.Compare(name, last) > 0;

    private static int Rank(string name) =>
        name switch
        {
            BundleNames.Manifest => 1,
            BundleNames.Signature => 2,
            _ => 0,
        };

    private static string Differs(long offset) =>
        $"byte {offset}, outside the signed content, differs from its fixed value";
}
