using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage.Tar;

/// <summary>Reads the headers of an archive through a small buffer. Not thread-safe.</summary>
internal sealed class TarBlocks(SafeFileHandle file)
{
    private readonly byte[] _window = new byte[PaxRecords.MaxBytes];
    private long _start;
    private int _filled;
    private long _end;

    public long Length { get; } = RandomAccess.GetLength(file);

    /// <summary>Returns bytes that stay valid until the next call.</summary>
    /// <exception cref="FormatException">The archive ends before that.</exception>
    public ReadOnlySpan<byte> Read(long offset, int count)
    {
        if (count > _window.Length)
            throw new FormatException("header too large");
        _end = offset + count;
        if (_end > Length)
            throw new FormatException("truncated: no end marker");
        if (offset < _start || offset + count > _start + _filled)
            Fill(offset, Math.Max(count, 4096));
        return offset + count <= _start + _filled
            ? _window.AsSpan((int)(offset - _start), count)
            : throw new FormatException("truncated");
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

    /// <summary>
    /// Checks that everything after the last read is zero: the second block of the end marker, and padding.
    /// </summary>
    /// <exception cref="FormatException">Other data follows, or the padding is too long.</exception>
    public void RequireZerosToEnd(long maxBytes)
    {
        var left = Length - _end;
        if (left > maxBytes)
            throw new FormatException("data after the end marker");
        if (left < TarHeader.BlockSize)
            throw new FormatException("truncated: incomplete end marker");
        while (_end < Length)
        {
            if (Read(_end, (int)Math.Min(Length - _end, _window.Length)).ContainsAnyExcept((byte)0))
                throw new FormatException("data after the end marker");
        }
    }
}
