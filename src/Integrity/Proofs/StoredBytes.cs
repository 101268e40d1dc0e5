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
        var stored = await reader.OpenAsync(location, cancellationToken).ConfigureAwait(false);
        if (stored is null)
            return null;
        await using var storedDisposal = stored.ConfigureAwait(false);
        return await ReadAsync(stored, location, cancellationToken).ConfigureAwait(false);
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
        while ((read = await stored.Content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
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
