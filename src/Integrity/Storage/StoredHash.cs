using System.Buffers;
using System.Security.Cryptography;
using Integrity.Digests;

namespace Integrity.Storage;

/// <summary>Hashes the stored bytes of an object with SHA-256, in constant memory.</summary>
internal static class StoredHash
{
    /// <summary>Fits the cache of a core. Larger and smaller buffers were slower.</summary>
    private const int BufferSize = 128 << 10;

    /// <exception cref="StoreException">The object cannot be read.</exception>
    public static async ValueTask<Sha256Hash> OfAsync(Stream content, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
                hash.AppendData(buffer, 0, read);
            return new Sha256Hash(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
