using Integrity.Storage;

namespace Integrity.Benchmarks.Memory;

/// <summary>Returns a beginning, a piece a number of times, and an end.</summary>
internal sealed class RepeatingStream(byte[] beginning, byte[] piece, int times, byte[] end) : ReadOnlyStream
{
    private int _part;
    private int _offset;

    public override int Read(Span<byte> buffer)
    {
        while (_part < times + 2)
        {
            var part =
                _part == 0 ? beginning
                : _part <= times ? piece
                : end;
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

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));
}
