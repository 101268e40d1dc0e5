using Integrity.Storage.Local;
using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage.Tar;

/// <summary>
/// The members of a tar archive, sorted as S3 lists keys. Strict, since an archive that two programs can read in two ways proves nothing: only files and folders, each name once,
/// below the root, in UTF-8; checksums right; nothing behind the end but zeros. Whatever else there is, the whole archive is refused.
/// Memory is bounded, and grows with the number of members only.
/// </summary>
internal sealed class TarIndex
{
    /// <summary>The most members that are read.</summary>
    public const int MaxMembers = 4_000_000;

    /// <summary>The most characters that all names together can have.</summary>
    public const long MaxAllNames = 1L << 30;

    private const int MaxNameBytes = 4096;
    private const long MaxPadding = 4 << 20;

    private readonly List<TarMember> _members = [];

    public IReadOnlyList<TarMember> Members => _members;

    /// <exception cref="FormatException">It is not an archive, or not one that is read.</exception>
    /// <exception cref="StoreException">The file cannot be read.</exception>
    public static TarIndex Read(SafeFileHandle file, CancellationToken cancellationToken = default)
    {
        var index = new TarIndex();
        index.Scan(new TarBlocks(file), cancellationToken);
        index._members.Sort((a, b) => ObjectPathOrder.Instance.Compare(a.Name, b.Name));
        for (var i = 1; i < index._members.Count; i++)
        {
            if (index._members[i].Name == index._members[i - 1].Name)
                throw new FormatException($"{index._members[i].Name} comes twice");
        }
        return index;
    }

    private void Scan(TarBlocks blocks, CancellationToken cancellationToken)
    {
        var (names, longName, pax) = (0L, (string?)null, default(PaxRecords?));
        var offset = 0L;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var block = blocks.Read(offset, TarHeader.BlockSize);
            if (!block.ContainsAnyExcept((byte)0))
                break;
            var header = TarHeader.Parse(block);
            var (name, size) = (longName ?? pax?.Path ?? header.Name, pax?.Size ?? header.Size);
            var data = offset + TarHeader.BlockSize;
            // no sum that could overflow: the size is compared with what is left
            if (size > blocks.Length - data)
                throw new FormatException($"it is cut off: {name} is larger than what is left of the archive");
            switch (header.Kind)
            {
                case TarHeader.GnuLongName or TarHeader.PaxRecords when longName is not null || pax is not null:
                    throw new FormatException("two headers are about one member");
                case TarHeader.GnuLongName:
                    longName = TarHeader.Text(blocks.Read(data, Bounded(size, MaxNameBytes)));
                    break;
                case TarHeader.PaxRecords:
                    pax = PaxRecords.Parse(blocks.Read(data, Bounded(size, PaxRecords.MaxBytes)));
                    break;
                default:
                    if ((names += name.Length) > MaxAllNames)
                        throw new FormatException("its names are too many");
                    Add(header.Kind, name, data, size);
                    (longName, pax) = (null, null);
                    break;
            }
            offset = data + size + TarForm.Padding(size);
            if (blocks.Read(data + size, TarForm.Padding(size)).ContainsAnyExcept((byte)0))
                throw new FormatException($"the padding after {name} is not zero");
        }
        if (longName is not null || pax is not null)
            throw new FormatException("a header is about no member");
        blocks.MustEndInZeros(MaxPadding);
    }

    private void Add(char kind, string name, long offset, long size)
    {
        if (kind == TarHeader.Folder && size == 0)
        {
            if (name != "./")
                Checked(name.TrimEnd('/'));
            return;
        }
        if (kind != TarHeader.File)
            throw new FormatException(
                $"{name} is neither a file nor a folder (kind {kind}): links, devices and sparse files are not read"
            );
        if (_members.Count == MaxMembers)
            throw new FormatException($"it has more than {MaxMembers} members");
        _members.Add(new TarMember(Checked(name), offset, size));
    }

    /// <summary>The name without the <c>./</c> that <c>tar -C folder .</c> writes.</summary>
    /// <exception cref="FormatException">It could lead out of the archive's root, or be taken for another name.</exception>
    private static string Checked(string name)
    {
        var path = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        foreach (var range in path.AsSpan().Split('/'))
        {
            if (!LocalPaths.IsSegment(path.AsSpan(range)))
                throw new FormatException($"a name leads elsewhere, or is none: {name}");
        }
        return path;
    }

    private static int Bounded(long size, int max) =>
        size <= max ? (int)size : throw new FormatException($"a header of {size} bytes is too large");
}
