using Integrity.Digests;
using Integrity.Storage.Local;

namespace Integrity.Storage;

/// <summary>A digest file as it is stored. Unverified.</summary>
/// <param name="Digest">The content.</param>
/// <param name="ContentHash">The hash of the decompressed content.</param>
/// <param name="Metadata">The metadata of the object; <c>null</c> if a local file has no metadata sidecar.</param>
public sealed record StoredDigest(Digest Digest, Sha256Hash ContentHash, IReadOnlyDictionary<string, string>? Metadata)
{
    /// <summary>Reads a digest from a local file.</summary>
    /// <exception cref="DigestFormatException">The file is not exactly one gzip file, or not a digest.</exception>
    /// <exception cref="StoreException">The file cannot be read.</exception>
    public static async Task<StoredDigest> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        var stored = LocalObject.Open(new FileInfo(path));
        await using var storedDisposal = stored.ConfigureAwait(false);
        return await ReadAsync(stored, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a digest from an open object.</summary>
    /// <exception cref="DigestFormatException">The object is not exactly one gzip file, or not a digest.</exception>
    /// <exception cref="StoreException">The object cannot be read.</exception>
    public static async Task<StoredDigest> ReadAsync(StoredObject stored, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var limits = new DigestLimits();
        var reading = await DigestReader.ReadAsync(stored.Content, limits, cancellationToken).ConfigureAwait(false);
        if (reading.Parsed is not { } parsed)
            throw new DigestFormatException(DigestReader.Describe(reading.Status, limits));
        var metadata = await stored.ReadMetadataAsync(cancellationToken).ConfigureAwait(false);
        return new StoredDigest(parsed.Digest, parsed.ContentHash, metadata);
    }
}
