using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>Brings a digest from the store and makes out its form.</summary>
internal sealed class DigestFetcher(DigestReadAhead reader, DigestLimits limits)
{
    /// <summary>Either the digest, or the finding why there is none.</summary>
    public async Task<(FetchedDigest? Digest, Finding? Finding)> FetchAsync(ObjectLocation location, DigestPath key, CancellationToken cancellationToken)
    {
        try
        {
            await using var stored = await reader.OpenAsync(location, key, cancellationToken);
            if (stored is null) return (null, Finding.DigestMissing());
            using var content = new ContentBuffer();
            var status = await InflatedContent.ReadAsync(stored.Content, content, limits.MaxInflatedBytes, cancellationToken);
            if (ToFinding(status) is { } finding) return (null, finding);
            var digest = DigestJson.Parse(content.Content, limits);
            var hash = Sha256Hash.Of(content.Content);
            return (new FetchedDigest(location, key, digest, hash, await stored.ReadMetadataAsync(cancellationToken)), null);
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

    private Finding? ToFinding(InflatedStatus status) => status switch
    {
        InflatedStatus.Complete => null,
        InflatedStatus.Malformed => Finding.DigestFormat("it is not a gzip file"),
        InflatedStatus.Truncated => Finding.DigestFormat("its gzip stream ends early"),
        InflatedStatus.TrailingData => Finding.DigestTrailingData(),
        InflatedStatus.TooLarge => Finding.DigestTooLarge($"it inflates to more than {limits.MaxInflatedBytes} bytes"),
    };
}
