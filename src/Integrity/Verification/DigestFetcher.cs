using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>Brings a digest from the store and makes out its form.</summary>
internal sealed class DigestFetcher(DigestReadAhead reader, DigestLimits limits)
{
    /// <summary>
    /// Either the digest, or the finding why there is none. Both when the object holds a digest that is not compressed: then the finding stands,
    /// and the digest shows whether its content is intact.
    /// </summary>
    public async Task<(FetchedDigest? Digest, Finding? Finding)> FetchAsync(
        ObjectLocation location,
        DigestPath digestPath,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var stored = await reader.OpenAsync(location, digestPath, cancellationToken).ConfigureAwait(false);
            if (stored is null)
                return (null, Finding.DigestMissing());
            await using var storedDisposal = stored.ConfigureAwait(false);
            using var content = new ContentBuffer();
            var status = await InflatedContent
                .ReadAsync(stored.Content, content, limits.MaxInflatedBytes, cancellationToken)
                .ConfigureAwait(false);
            if (ToFinding(status) is { } finding)
                return (
                    status == InflatedStatus.Malformed
                        ? await FindUncompressedAsync(location, digestPath, cancellationToken).ConfigureAwait(false)
                        : null,
                    finding
                );
            return (
                await ParseAsync(location, digestPath, content, stored, cancellationToken).ConfigureAwait(false),
                null
            );
        }
        catch (StoreException e)
        {
            return (null, Finding.DigestUnreadable(e));
        }
        catch (DigestFormatException e)
        {
            return (null, e.IsBeyondLimits ? Finding.DigestTooLarge(e.Message) : Finding.DigestFormat(e.Message));
        }
    }

    private async Task<FetchedDigest> ParseAsync(
        ObjectLocation location,
        DigestPath digestPath,
        ContentBuffer content,
        StoredObject stored,
        CancellationToken cancellationToken
    )
    {
        var digest = DigestJson.Parse(content.Content, limits);
        var hash = Sha256Hash.Of(content.Content);
        var metadata = await stored.ReadMetadataAsync(cancellationToken).ConfigureAwait(false);
        return new FetchedDigest(location, digestPath, digest, hash, metadata)
        {
            MetadataProblem = stored.MetadataProblem,
        };
    }

    /// <summary>The digest in an object that is not compressed; <c>null</c> when there is none.</summary>
    private async Task<FetchedDigest?> FindUncompressedAsync(
        ObjectLocation location,
        DigestPath digestPath,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var stored = await reader.OpenAsync(location, digestPath, cancellationToken).ConfigureAwait(false);
            if (stored is null)
                return null;
            await using var storedDisposal = stored.ConfigureAwait(false);
            using var content = new ContentBuffer();
            return await UncompressedContent
                .ReadAsync(stored.Content, content, limits.MaxInflatedBytes, cancellationToken)
                .ConfigureAwait(false)
                ? await ParseAsync(location, digestPath, content, stored, cancellationToken).ConfigureAwait(false)
                : null;
        }
        catch (Exception e) when (e is StoreException or DigestFormatException)
        {
            // that the object is not gzip is established; only this explanation is missing
            return null;
        }
    }

    private Finding? ToFinding(InflatedStatus status) =>
        status switch
        {
            InflatedStatus.Complete => null,
            InflatedStatus.Malformed => Finding.DigestFormat("it is not a gzip file"),
            InflatedStatus.Truncated => Finding.DigestFormat("its gzip stream ends early"),
            InflatedStatus.TrailingData => Finding.DigestTrailingData(),
            InflatedStatus.Hollow => Finding.DigestTooLarge("its gzip stream contains almost nothing"),
            InflatedStatus.TooLarge => Finding.DigestTooLarge(
                $"it decompresses to more than {limits.MaxInflatedBytes} bytes"
            ),
        };
}
