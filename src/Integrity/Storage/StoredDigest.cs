using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage.Local;

namespace Integrity.Storage;

/// <summary>Reads a digest file by itself.</summary>
public static class StoredDigest
{
    /// <summary>What the digest says, the hash of its content, and its metadata (<c>null</c> when there is no sidecar). Nothing is verified.</summary>
    /// <exception cref="DigestFormatException">The file is not exactly one gzip file, or not a digest.</exception>
    /// <exception cref="StoreException">The file cannot be read.</exception>
    public static async Task<(
        Digest Digest,
        Sha256Hash ContentHash,
        IReadOnlyDictionary<string, string>? Metadata
    )> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var stored = LocalObject.Open(new FileInfo(path));
        await using var storedDisposal = stored.ConfigureAwait(false);
        return await ReadAsync(stored, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same of an object that a store has opened.</summary>
    /// <exception cref="DigestFormatException">The object is not exactly one gzip file, or not a digest.</exception>
    /// <exception cref="StoreException">The object cannot be read.</exception>
    public static async Task<(
        Digest Digest,
        Sha256Hash ContentHash,
        IReadOnlyDictionary<string, string>? Metadata
    )> ReadAsync(StoredObject stored, CancellationToken cancellationToken)
    {
        using var content = new ContentBuffer();
        var limits = new DigestLimits();
        var status = await InflatedContent
            .ReadAsync(stored.Content, content, limits.MaxInflatedBytes, cancellationToken)
            .ConfigureAwait(false);
        if (status != InflatedStatus.Complete)
            throw new DigestFormatException(Problem(status, limits));
        var digest = DigestJson.Parse(content.Content, limits);
        var hash = Sha256Hash.Of(content.Content);
        return (digest, hash, await stored.ReadMetadataAsync(cancellationToken).ConfigureAwait(false));
    }

    private static string Problem(InflatedStatus status, DigestLimits limits) =>
        status switch
        {
            InflatedStatus.Truncated => "its gzip stream ends early",
            InflatedStatus.TrailingData => "something follows its gzip stream",
            InflatedStatus.Hollow => "its gzip stream contains almost nothing",
            InflatedStatus.TooLarge => $"it decompresses to more than {limits.MaxInflatedBytes} bytes",
            _ => "it is not a gzip file",
        };
}
