using Integrity.Storage;

namespace Integrity.Fetching;

/// <summary>
/// An object that was put into the folder just now, held in memory: the very bytes that were written to its file and to its metadata sidecar, understood as those would be.
/// To open and read the files again would cost more than the rest of a small object. Safe for use by several tasks at once: it holds nothing open, and each reader reads on his own.
/// </summary>
internal sealed class KeptObject(byte[] content, byte[]? sidecar)
{
    public StoredObject Open() => new Reading(content, sidecar);

    private sealed class Reading(byte[] content, byte[]? sidecar) : StoredObject
    {
        public override Stream Content { get; } = new MemoryStream(content, writable: false);

        public override ValueTask<IReadOnlyDictionary<string, string>?> ReadMetadataAsync(
            CancellationToken cancellationToken
        ) => new(sidecar is null ? null : MetadataSidecar.Parse(sidecar).Metadata);
    }
}
