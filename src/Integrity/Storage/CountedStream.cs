namespace Integrity.Storage;

/// <summary>Reports the number of bytes of each read.</summary>
/// <param name="inner">The stream to read. It is not disposed.</param>
/// <param name="count">Called with the number of bytes after each read.</param>
internal sealed class CountedStream(Stream inner, Action<int> count) : ReadOnlyStream
{
    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        count(read);
        return read;
    }
}
