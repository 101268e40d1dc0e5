using System.Buffers;
using Integrity.Digests.Gzip;

namespace Integrity.Storage;

/// <summary>Collects decompressed content in a pooled buffer.</summary>
internal sealed class ContentBuffer : IContentSink, IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(32 << 10);
    private int _length;

    public ReadOnlySpan<byte> Content => _bytes.AsSpan(0, _length);

    public void Append(ReadOnlySpan<byte> content)
    {
        if (content.Length > _bytes.Length - _length)
            Grow(_length + content.Length);
        content.CopyTo(_bytes.AsSpan(_length));
        _length += content.Length;
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _bytes.Length * 2));
        Content.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _length = 0;
    }
}
