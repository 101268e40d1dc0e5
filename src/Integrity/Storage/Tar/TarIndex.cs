using Integrity.Storage.Local;
using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage.Tar;

/// <summary>
/// The files in a tar archive, sorted like an S3 listing. The format is strict, because an archive that two programs
/// read differently proves nothing: only files and directories, unique UTF-8 names below the root, correct checksums,
/// only zeros after the end. Anything else rejects the whole archive. Memory use is bounded and depends only on the
/// number of members.
/// </summary>
internal sealed class TarIndex
{
    /// <summary>Maximum number of members.</summary>
    public const int MaxMembers = 4_000_000;

    /// <summary>Maximum total length of all names, in characters.</summary>
    public const long MaxAllNames = 1L << 30;

    private const int MaxNameBytes = 4096;
    private const long MaxPadding = 4 << 20;

    private readonly List<TarMember> _members = [];

    public IReadOnlyList<TarMember> Members => _members;

    /// <exception cref="FormatException">The file is not a supported archive.</exception>
    /// <exception cref="StoreException">The file cannot be read.</exception>
    public static TarIndex Read(SafeFileHandle file, CancellationToken cancellationToken = default)
    {
        var index = new TarIndex();
        index.Scan(new TarBlocks(file), cancellationToken);
        index._members.Sort((a, b) => ObjectPathOrder.Instance.Compare(a.Name, b.Name));
        for (var i = 1; i < index._members.Count; i++)
        {
            if (index._members[i].Name == index._members[i - 1].Name)
                throw new FormatException($"duplicate member: {index._members[i].Name}");
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
            // Compare with the remaining length: a sum could overflow.
            if (size > blocks.Length - data)
                throw new FormatException($"truncated: {name} is larger than the rest of the archive");
            switch (header.Kind)
            {
                case TarHeader.GnuLongName or TarHeader.PaxRecords when longName is not null || pax is not null:
                    throw new FormatException("two extended headers for one member");
                case TarHeader.GnuLongName:
                    longName = TarHeader.Text(blocks.Read(data, Bounded(size, MaxNameBytes)));
                    break;
                case TarHeader.PaxRecords:
                    pax = PaxRecords.Parse(blocks.Read(data, Bounded(size, PaxRecords.MaxBytes)));
                    break;
                default:
                    if ((names += name.Length) > MaxAllNames)
                        throw new FormatException("the names are too long in total");
                    Add(header.Kind, name, data, size);
                    (longName, pax) = (null, null);
                    break;
            }
            offset = data + size + TarFormat.Padding(size);
            if (blocks.Read(data + size, TarFormat.Padding(size)).ContainsAnyExcept((byte)0))
                throw new FormatException($"nonzero padding after {name}");
        }
        if (longName is not null || pax is not null)
            throw new FormatException("extended header without a member");
        blocks.RequireZerosToEnd(MaxPadding);
    }

    private void Add(char kind, string name, long offset, long size)
    {
        if (kind == TarHeader.Directory && size == 0)
        {
            if (name != "./")
                Checked(name.TrimEnd('/'));
            return;
        }
        if (kind != TarHeader.File)
            throw new FormatException(
                $"{name} is neither a file nor a directory (type {kind}): "
                    + "links, devices and sparse files are not supported"
            );
        if (_members.Count == MaxMembers)
            throw new FormatException($"more than {MaxMembers} members");
        _members.Add(new TarMember(Checked(name), offset, size));
    }

    /// <summary>Returns the name without the <c>./</c> that <c>tar -C DIR .</c> writes.</summary>
    /// <exception cref="FormatException">The name could lead out of the archive or be ambiguous.</exception>
    private static string Checked(string name)
    {
        var path = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        foreach (var range in path.AsSpan().Split('/'))
        {
            if (!LocalPaths.IsSegment(path.AsSpan(range)))
                throw new FormatException($"unsafe name: {name}");
        }
        return path;
    }

    private static int Bounded(long size, int max) =>
        size <= max ? (int)size : throw new FormatException($"header of {size} bytes is too large");
}
