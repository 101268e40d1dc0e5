using Integrity.Digests;

namespace Integrity.Storage;

/// <summary>All that a builder may do to a store besides reading: add objects. Nothing can be deleted or overwritten.</summary>
public interface IObjectWriter
{
    /// <summary>
    /// Writes an object and its metadata so that both become visible together, or not at all; <c>false</c> when the object exists (it is left as it is).
    /// </summary>
    /// <exception cref="StoreException">The store could not do it.</exception>
    ValueTask<bool> WriteOnceAsync(
        ObjectLocation location, ReadOnlyMemory<byte> content, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);
}
