using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>
/// The result of fetching a digest. Has either the digest or the reason why there is none. Has both if the object
/// contains an uncompressed digest: the finding stands, and the digest shows whether its content is intact.
/// </summary>
internal sealed record DigestFetch(FetchedDigest? Digest, Finding? Problem);

/// <summary>Fetches and parses a digest. Verifies nothing.</summary>
internal sealed class DigestFetcher(DigestReadAhead reader, DigestLimits limits)
{
    public async Task<DigestFetch> FetchAsync(
        ObjectLocation location,
        DigestPath path,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var stored = await reader.OpenAsync(location, path, cancellationToken).ConfigureAwait(false);
            if (stored is null)
                return new DigestFetch(null, Finding.DigestMissing());
            await using var storedDisposal = stored.ConfigureAwait(false);
            var (status, parsed) = await DigestReader
                .ReadAsync(stored.Content, limits, cancellationToken)
                .ConfigureAwait(false);
            if (parsed is not null)
                return new DigestFetch(
                    await WithMetadataAsync(location, path, parsed, stored, cancellationToken).ConfigureAwait(false),
                    null
                );
            var uncompressed =
                status == InflatedStatus.Malformed
                    ? await FetchUncompressedAsync(location, path, cancellationToken).ConfigureAwait(false)
                    : null;
            return new DigestFetch(uncompressed, ToFinding(status));
        }
        catch (StoreException e)
        {
            return new DigestFetch(null, Finding.DigestUnreadable(e));
        }
        catch (DigestFormatException e)
        {
            return new DigestFetch(
                null,
                e.IsBeyondLimits ? Finding.DigestTooLarge(e.Message) : Finding.DigestFormat(e.Message)
            );
        }
    }

    private static async Task<FetchedDigest> WithMetadataAsync(
        ObjectLocation location,
        DigestPath path,
        ParsedDigest parsed,
        StoredObject stored,
        CancellationToken cancellationToken
    )
    {
        var metadata = await stored.ReadMetadataAsync(cancellationToken).ConfigureAwait(false);
        return new FetchedDigest(location, path, parsed.Digest, parsed.ContentHash, metadata)
        {
            MetadataProblem = stored.MetadataProblem,
        };
    }

    /// <summary>Fetches a digest that a tool decompressed. Returns <c>null</c> if the object is not one.</summary>
    private async Task<FetchedDigest?> FetchUncompressedAsync(
        ObjectLocation location,
        DigestPath path,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var stored = await reader.OpenAsync(location, path, cancellationToken).ConfigureAwait(false);
            if (stored is null)
                return null;
            await using var storedDisposal = stored.ConfigureAwait(false);
            return
                await DigestReader
                    .ReadUncompressedAsync(stored.Content, limits, cancellationToken)
                    .ConfigureAwait(false)
                    is { } parsed
                ? await WithMetadataAsync(location, path, parsed, stored, cancellationToken).ConfigureAwait(false)
                : null;
        }
        catch (Exception e) when (e is StoreException or DigestFormatException)
        {
            // The object is known not to be gzip; only the explanation is missing.
            return null;
        }
    }

    private Finding ToFinding(InflatedStatus status) =>
        status switch
        {
            InflatedStatus.TrailingData => Finding.DigestTrailingData(),
            InflatedStatus.NearlyEmpty or InflatedStatus.TooLarge => Finding.DigestTooLarge(
                DigestReader.Describe(status, limits)
            ),
            _ => Finding.DigestFormat(DigestReader.Describe(status, limits)),
        };
}
