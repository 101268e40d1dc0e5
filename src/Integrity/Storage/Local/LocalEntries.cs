using System.Runtime.InteropServices;
using System.Text;

namespace Integrity.Storage.Local;

/// <summary>
/// The entries of a directory, sorted like an S3 listing: by the bytes of their names, with a slash after directories.
/// Compact, because an attacker can create millions of names: the bytes of all names share one array, and names are
/// decoded on demand.
/// </summary>
internal sealed class LocalEntries
{
    /// <summary>Maximum total length of all names in bytes: about ten million names of log files.</summary>
    private const int MaxBytes = 1 << 30;

    private byte[] _bytes = [];
    private int _length;
    private Slot[] _slots = [];

    /// <summary>The number of entries.</summary>
    public int Count { get; private set; }

    /// <summary>Returns the type of an entry, as recorded in the directory.</summary>
    public LocalKind KindOf(int index) => _slots[index].Kind;

    /// <summary>Returns the name of an entry, without a trailing slash.</summary>
    public string NameOf(int index) => LocalName.Decode(Bytes(_slots[index]));

    /// <summary>Returns the object path of an entry in a folder.</summary>
    public string PathOf(string folder, int index) => LocalName.Decode(folder, Bytes(_slots[index]));

    /// <summary>Returns the index of the first entry that sorts at or after this text.</summary>
    public int FirstFrom(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return 0;
        var sought = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = text.Length <= LocalName.MaxLength ? LocalName.Encode(text, sought) : -1;
        if (length < 0)
            length = Encoding.UTF8.GetBytes(text, sought);
        return FirstFrom(sought.AsSpan(0, length));
    }

    /// <summary>Returns whether a regular file of this name exists. Case-sensitive.</summary>
    public bool HasFile(ReadOnlySpan<char> name)
    {
        Span<byte> sought = stackalloc byte[LocalName.MaxEncoded];
        if (name.Length > LocalName.MaxLength || LocalName.Encode(name, sought) is not (>= 0 and var length))
            return false;
        var at = FirstFrom(sought[..length]);
        return at < Count && _slots[at].Kind == LocalKind.File && Sorted(_slots[at]).SequenceEqual(sought[..length]);
    }

    /// <summary>Adds an entry. Add all entries, then call <see cref="Sort"/>, then use the other members.</summary>
    /// <exception cref="StoreException">The directory has too many entries.</exception>
    public void Add(ReadOnlySpan<byte> name, LocalKind kind)
    {
        var needed = name.Length + 1;
        if (_length > MaxBytes - needed)
            throw new StoreException($"the directory contains more than {Count} entries, the maximum");
        if (_bytes.Length - _length < needed)
            Array.Resize(ref _bytes, Math.Clamp(_bytes.Length * 2, Math.Max(needed, 4096), MaxBytes));
        if (_slots.Length == Count)
            Array.Resize(ref _slots, Math.Max(Count * 2, 64));
        name.CopyTo(_bytes.AsSpan(_length));
        _bytes[_length + name.Length] = (byte)'/';
        _slots[Count++] = new Slot(_length, (ushort)name.Length, kind);
        _length += needed;
    }

    /// <summary>Sorts the entries.</summary>
    public void Sort() => _slots.AsSpan(0, Count).Sort(new ByBytes(_bytes));

    private int FirstFrom(ReadOnlySpan<byte> sought)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Sorted(_slots[middle]).SequenceCompareTo(sought) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private ReadOnlySpan<byte> Bytes(Slot slot) => _bytes.AsSpan(slot.Start, slot.Length);

    /// <summary>Returns the bytes by which an entry is sorted.</summary>
    private ReadOnlySpan<byte> Sorted(Slot slot) => _bytes.AsSpan(slot.Start, slot.SortedLength);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Slot(int Start, ushort Length, LocalKind Kind)
    {
        public int SortedLength => Kind == LocalKind.Directory ? Length + 1 : Length;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly struct ByBytes(byte[] bytes) : IComparer<Slot>
    {
        public int Compare(Slot x, Slot y) =>
            bytes.AsSpan(x.Start, x.SortedLength).SequenceCompareTo(bytes.AsSpan(y.Start, y.SortedLength));
    }
}
