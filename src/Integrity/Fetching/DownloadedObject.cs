using Integrity.Storage;

namespace Integrity.Fetching;

/// <summary>
/// A small object that was just written to the directory, held in memory: exactly the bytes of its file and sidecar,
/// parsed as they would be. Avoids opening the files again. Safe for concurrent use; each reader gets its own stream.
/// </summary>
internal sealed class DownloadedObject(byte[] content, byte[]? sidecar)
{
    public StoredObject Open() => new Reading(content, sidecar);

    private sealed class Reading(byte[] content, byte[]? sidecar) : StoredObject
    {
        public override Stream Content { get; } = new MemoryStream(content, writable: false);

        public override ValueTask<IReadOnlyDictionary<string, string>?> ReadMetadataAsync(
            CancellationToken cancellationToken = default
        ) => new(sidecar is null ? null : MetadataSidecar.Parse(sidecar).Metadata);
    }
}
