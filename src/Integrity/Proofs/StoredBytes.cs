using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Proofs;

/// <summary>Reads objects as they are stored, no more than a proof holds.</summary>
internal static class StoredBytes
{
    /// <summary>The bytes; <c>null</c> when there is no such object.</summary>
    /// <exception cref="StoreException">The store failed, or the object is too large.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(
        IObjectReader reader,
        ObjectLocation location,
        CancellationToken cancellationToken
    )
    {
        await using var stored = await reader.OpenAsync(location, cancellationToken);
        // said with its type: null alone would become an empty memory
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
        for (int read; (read = await stored.Content.ReadAsync(buffer, cancellationToken)) > 0; )
        {
            content.Write(buffer, 0, read);
            if (content.Length > Proof.MaxObjectBytes)
                throw new StoreException(
                    $"{location} has more than {Proof.MaxObjectBytes} bytes, too many for a proof"
                );
        }
        return content.ToArray();
    }
}
