using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage;

/// <summary>
/// Reads a section of a file on the calling thread. With local files, no more tasks run than there are cores, so
/// offloading reads to other threads, as <see cref="FileStream"/> does for asynchronous reads, would only add overhead.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="start">The offset of the section.</param>
/// <param name="length">The length of the section, as of opening the file.</param>
/// <param name="ownsFile">Whether to close the file with the stream.</param>
internal sealed class FileSection(SafeFileHandle file, long start, long length, bool ownsFile) : ReadOnlyStream
{
    private long _position;

    public override int Read(Span<byte> buffer)
    {
        var left = length - _position;
        if (left <= 0)
            return 0;
        try
        {
            var read = RandomAccess.Read(file, left < buffer.Length ? buffer[..(int)left] : buffer, start + _position);
            _position += read;
            return read;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotRead(e);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public static StoreException CannotRead(Exception e) =>
        new($"cannot read the file: {e.Message}", "allow this user to read it", e);

    protected override void Dispose(bool disposing)
    {
        if (disposing && ownsFile)
            file.Dispose();
        base.Dispose(disposing);
    }
}
