using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Storage;

/// <summary>A parsed digest and the hash of its decompressed content. Unverified.</summary>
internal sealed record ParsedDigest(Digest Digest, Sha256Hash ContentHash);

/// <summary>
/// The result of reading a stored digest. <paramref name="Parsed"/> is <c>null</c> unless the object is exactly one
/// gzip member.
/// </summary>
internal sealed record DigestReading(InflatedStatus Status, ParsedDigest? Parsed);

/// <summary>Decompresses, parses and hashes stored digests. Verifies nothing.</summary>
internal static class DigestReader
{
    /// <summary>Reads a digest as it was delivered: gzip-compressed JSON.</summary>
    /// <exception cref="DigestFormatException">The decompressed content is not a digest.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async Task<DigestReading> ReadAsync(
        Stream stored,
        DigestLimits limits,
        CancellationToken cancellationToken
    )
    {
        using var content = new ContentBuffer();
        var status = await InflatedContent
            .ReadAsync(stored, content, limits.MaxInflatedBytes, cancellationToken)
            .ConfigureAwait(false);
        return new DigestReading(status, status == InflatedStatus.Complete ? Parse(content, limits) : null);
    }

    /// <summary>Reads a digest that a tool decompressed. Returns <c>null</c> if the object is not JSON.</summary>
    /// <exception cref="DigestFormatException">The JSON is not a digest.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async Task<ParsedDigest?> ReadUncompressedAsync(
        Stream stored,
        DigestLimits limits,
        CancellationToken cancellationToken
    )
    {
        using var content = new ContentBuffer();
        return await UncompressedContent
            .ReadAsync(stored, content, limits.MaxInflatedBytes, cancellationToken)
            .ConfigureAwait(false)
            ? Parse(content, limits)
            : null;
    }

    /// <summary>Describes why an object is not a usable gzip file.</summary>
    public static string Describe(InflatedStatus status, DigestLimits limits) =>
        status switch
        {
            InflatedStatus.Truncated => "its gzip stream ends early",
            InflatedStatus.TrailingData => "something follows its gzip stream",
            InflatedStatus.NearlyEmpty => "its gzip stream contains almost nothing",
            InflatedStatus.TooLarge => $"it decompresses to more than {limits.MaxInflatedBytes} bytes",
            _ => "it is not a gzip file",
        };

    private static ParsedDigest Parse(ContentBuffer content, DigestLimits limits) =>
        new(DigestJson.Parse(content.Content, limits), Sha256Hash.Of(content.Content));
}
