using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Proofs;

/// <summary>Reads stored objects up to the size limit of a proof.</summary>
internal static class StoredBytes
{
    /// <summary>Returns the bytes, or <c>null</c> if the object does not exist.</summary>
    /// <exception cref="StoreException">The store failed, or the object is too large.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(
        IObjectReader reader,
        ObjectLocation location,
        CancellationToken cancellationToken
    )
    {
        await using var stored = await reader.OpenAsync(location, cancellationToken);
        // Without the cast, null would become empty memory.
        return stored is null ? (ReadOnlyMemory<byte>?)null : await ReadAsync(stored, location, cancellationToken);
    }

    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        StoredObject stored,
        ObjectLocation location,
        CancellationToken cancellationToken
    )
    {
        using var content = new MemoryStream();
        var buffer = new byte[64 << 10];
        int read;
        while ((read = await stored.Content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            content.Write(buffer, 0, read);
            if (content.Length > Proof.MaxObjectBytes)
                throw new StoreException(
                    $"{location} is too large for a proof: more than {Proof.MaxObjectBytes} bytes"
                );
        }
        return content.ToArray();
    }
}
