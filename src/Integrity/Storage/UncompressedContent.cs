using Integrity.Digests.Gzip;

namespace Integrity.Storage;

/// <summary>
/// Recognizes objects that a tool decompressed after delivery: they consist of plain JSON. This proves nothing by
/// itself. A hash or signature must match.
/// </summary>
internal static class UncompressedContent
{
    /// <summary>Appends the stored bytes to a sink if the object may be decompressed JSON.</summary>
    /// <param name="content">The stored bytes.</param>
    /// <param name="sink">Receives the bytes. They count only if the method returns <c>true</c>.</param>
    /// <param name="maxBytes">Maximum number of bytes to read.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns><c>true</c> if the object begins like a JSON object and was read completely.</returns>
    /// <exception cref="StoreException">The object cannot be read.</exception>
    public static async ValueTask<bool> ReadAsync(
        Stream content,
        IContentSink sink,
        long maxBytes,
        CancellationToken cancellationToken
    )
    {
        var buffer = new byte[64 << 10];
        var total = 0L;
        while (await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
        {
            // Anything else is not decompressed JSON, so do not download the rest.
            if (total == 0 && buffer[0] != '{')
                return false;
            total += read;
            if (total > maxBytes)
                return false;
            sink.Append(buffer.AsSpan(0, read));
        }
        return total > 0;
    }
}
