using System.Collections.Concurrent;
using System.Security.Cryptography;
using Integrity.Digests;
using Integrity.Digests.Gzip;

namespace Integrity.Storage;

/// <summary>Hashes inflated content with SHA-256. Instances are kept for the next object.</summary>
internal sealed class ContentHash : IContentSink
{
    private static readonly ConcurrentBag<ContentHash> Idle = [];

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The status of the object, and the hash of what was inflated of it.</summary>
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
