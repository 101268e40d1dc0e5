using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage.Tar;

/// <summary>Reads the headers of an archive, which lie behind each other only where the members are small. Not safe for use by several threads at once.</summary>
internal sealed class TarBlocks(SafeFileHandle file)
{
    private readonly byte[] _window = new byte[PaxRecords.MaxBytes];
    private long _start;
    private int _filled;
    private long _end;

    public long Length { get; } = RandomAccess.GetLength(file);

    /// <summary>Some bytes, until the next call.</summary>
    /// <exception cref="FormatException">The archive ends before.</exception>
    public ReadOnlySpan<byte> Read(long offset, int count)
    {
        if (count > _window.Length)
            throw new FormatException("a header is too large");
        _end = offset + count;
        if (_end > Length)
            throw new FormatException("it is cut off: it ends without an end mark");
        if (offset < _start || offset + count > _start + _filled)
            Fill(offset, Math.Max(count, 4096));
        return offset + count <= _start + _filled
            ? _window.AsSpan((int)(offset - _start), count)
            : throw new FormatException("it is cut off");
    }

    private void Fill(long offset, int count)
    {
        try
        {
            (_start, _filled) = (offset, RandomAccess.Read(file, _window.AsSpan(0, count), offset));
        }
        catch (IOException e)
        {
            throw FileSection.CannotRead(e);
        }
    }

    /// <summary>All that is behind the bytes that were read last: a second block of zeros, and padding.</summary>
    /// <exception cref="FormatException">There is something else, or too much of it.</exception>
    public void MustEndInZeros(long maxBytes)
    {
        var left = Length - _end;
        if (left > maxBytes)
            throw new FormatException("something follows the end mark");
        if (left < TarHeader.BlockSize)
            throw new FormatException("it is cut off: the end mark is not whole");
        while (_end < Length)
        {
            if (Read(_end, (int)Math.Min(Length - _end, _window.Length)).ContainsAnyExcept((byte)0))
                throw new FormatException("something follows the end mark");
        }
    }
}
