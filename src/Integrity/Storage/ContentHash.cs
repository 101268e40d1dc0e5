using System.Collections.Concurrent;
using System.Security.Cryptography;
using Integrity.Digests;
using Integrity.Digests.Gzip;

namespace Integrity.Storage;

/// <summary>Hashes decompressed content with SHA-256. Instances are reused.</summary>
internal sealed class ContentHash : IContentSink
{
    private static readonly ConcurrentBag<ContentHash> Idle = [];

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>
    /// Decompresses an object and hashes its content. The hash is meaningless unless the status is complete.
    /// </summary>
    public static async ValueTask<(InflatedStatus Status, Sha256Hash Hash)> OfAsync(
        Stream content,
        long maxBytes,
        CancellationToken cancellationToken
    )
    {
        var sink = Idle.TryTake(out var idle) ? idle : new ContentHash();
        try
        {
            return (
                await InflatedContent.ReadAsync(content, sink, maxBytes, cancellationToken).ConfigureAwait(false),
                sink.Finish()
            );
        }
        catch
        {
            sink.Finish();
            throw;
        }
        finally
        {
            Idle.Add(sink);
        }
    }

    public void Append(ReadOnlySpan<byte> content) => _hash.AppendData(content);

    public Sha256Hash Finish()
    {
        Span<byte> hash = stackalloc byte[Sha256Hash.Size];
        _hash.GetHashAndReset(hash);
        return new Sha256Hash(hash);
    }
}
