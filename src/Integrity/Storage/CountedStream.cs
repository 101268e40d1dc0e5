namespace Integrity.Storage;

/// <summary>Tells of each read how many bytes it brought.</summary>
/// <param name="inner">What is read. It stays the caller's own.</param>
/// <param name="count">Is told the bytes of each read.</param>
public sealed class CountedStream(Stream inner, Action<int> count) : ReadOnlyStream
{
    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        count(read);
        return read;
    }
}
