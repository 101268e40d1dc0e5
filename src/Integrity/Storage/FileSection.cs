using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage;

/// <summary>
/// Reads a stretch of a file in the calling thread. Workers outnumber no core when the files are local, so handing each read to another thread,
/// as the framework's file stream does for asynchronous reads, would only cost.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="start">Where the stretch begins.</param>
/// <param name="length">How long it is. The length at the time of opening counts, and saves asking for an end that is known.</param>
/// <param name="ownsFile">Whether the file is closed with the stream.</param>
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
        new($"the file cannot be read: {e.Message}", "let the user who verifies read it", e);

    protected override void Dispose(bool disposing)
    {
        if (disposing && ownsFile)
            file.Dispose();
        base.Dispose(disposing);
    }
}
