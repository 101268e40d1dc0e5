using Integrity.Digests.Gzip;

namespace Integrity.Storage;

/// <summary>
/// Recognizes objects that a tool decompressed on the way: their bytes are the JSON that was compressed when they were
/// delivered.
/// What is recognized proves nothing by itself; a hash or a signature must.
/// </summary>
internal static class UncompressedContent
{
    /// <summary>Appends the stored bytes of an object that can be decompressed JSON to a sink.</summary>
    /// <param name="content">The object, from its beginning.</param>
    /// <param name="sink">Takes the bytes. What was appended counts only with the answer.</param>
    /// <param name="maxBytes">An object of more bytes is not read to its end.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Whether the object begins as JSON objects do, and was read to its end.</returns>
    /// <exception cref="StoreException">The store failed.</exception>
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
            // anything else is not decompressed JSON, so do not download the rest of it
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
