using System.Runtime.InteropServices;
using System.Text;

namespace Integrity.Storage.Local;

/// <summary>
/// The names in one directory, in the order in which S3 lists keys: by their bytes, with a slash at the end of each
/// directory. Compact, since anyone who can write to a directory can put millions of names into it: the bytes of all
/// names lie in one array, and a name becomes text when it is asked for.
/// </summary>
internal sealed class LocalEntries
{
    /// <summary>The most bytes that all names together can have: about ten million names of log files.</summary>
    private const int MaxBytes = 1 << 30;

    private byte[] _bytes = [];
    private int _length;
    private Slot[] _slots = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// What an entry is, as the directory says, without a look at the entry itself where the directory says it.
    /// </summary>
    public LocalKind KindOf(int index) => _slots[index].Kind;

    /// <summary>The name of an entry, without the slash of a directory.</summary>
    public string NameOf(int index) => LocalName.Decode(Bytes(_slots[index]));

    /// <summary>The key of an entry, below the key of its folder.</summary>
    public string PathOf(string folder, int index) => LocalName.Decode(folder, Bytes(_slots[index]));

    /// <summary>The first entry whose name, with the slash of a directory, does not come before this text.</summary>
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

    /// <summary>Whether a regular file has this name. Names in capital letters differ.</summary>
    public bool HasFile(ReadOnlySpan<char> name)
    {
        Span<byte> sought = stackalloc byte[LocalName.MaxEncoded];
        if (name.Length > LocalName.MaxLength || LocalName.Encode(name, sought) is not (>= 0 and var length))
            return false;
        var at = FirstFrom(sought[..length]);
        return at < Count && _slots[at].Kind == LocalKind.File && Sorted(_slots[at]).SequenceEqual(sought[..length]);
    }

    /// <summary>Adds a name; all are added before <see cref="Sort"/> is called, and the others after it.</summary>
    /// <exception cref="StoreException">There are too many.</exception>
    public void Add(ReadOnlySpan<byte> name, LocalKind kind)
    {
        var needed = name.Length + 1;
        if (_length > MaxBytes - needed)
            throw new StoreException($"the directory holds too many names: more than {Count} are not looked at");
        if (_bytes.Length - _length < needed)
            Array.Resize(ref _bytes, Math.Clamp(_bytes.Length * 2, Math.Max(needed, 4096), MaxBytes));
        if (_slots.Length == Count)
            Array.Resize(ref _slots, Math.Max(Count * 2, 64));
        name.CopyTo(_bytes.AsSpan(_length));
        _bytes[_length + name.Length] = (byte)'/';
        _slots[Count++] = new Slot(_length, (ushort)name.Length, kind);
        _length += needed;
    }

    /// <summary>Puts the names in order.</summary>
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

    /// <summary>The bytes by which an entry is sorted.</summary>
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
