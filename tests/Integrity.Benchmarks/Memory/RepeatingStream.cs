namespace Integrity.Benchmarks.Memory;

/// <summary>A beginning, a piece many times, an end.</summary>
internal sealed class RepeatingStream(byte[] beginning, byte[] piece, int times, byte[] end) : Stream
{
    private int _part;
    private int _offset;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        while (_part < times + 2)
        {
            var part = _part == 0 ? beginning : _part <= times ? piece : end;
            var count = Math.Min(buffer.Length, part.Length - _offset);
            if (count > 0)
            {
                part.AsSpan(_offset, count).CopyTo(buffer);
                _offset += count;
                return count;
            }
            (_part, _offset) = (_part + 1, 0);
        }
        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
