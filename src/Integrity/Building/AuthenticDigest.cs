using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>Reads digests on which is built. Each answer is either a digest that is authentic, or why it is not.</summary>
internal static class AuthenticDigest
{
    private static readonly DigestLimits Limits = new();

    /// <summary>By its signature.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async Task<(KnownDigest? Digest, string? Problem)> ReadSignedAsync(
        IObjectReader reader,
        KeyRing keys,
        ObjectLocation location,
        DigestPath digestPath,
        CancellationToken cancellationToken
    )
    {
        var (digest, hash, metadata, problem) = await ReadAsync(reader, location, cancellationToken)
            .ConfigureAwait(false);
        if (digest is null)
            return (null, problem);
        if (metadata is null || !Signature.TryParse(metadata.GetValueOrDefault("signature"), out var signature))
            return (null, "its metadata holds no signature");
        if (digest.Period.End != digestPath.End)
            return (null, "it does not lie where it was delivered");
        var lookup = keys.Find(
            digestPath.Chain.Region,
            digest.Fingerprint,
            DateTimeOffset.MinValue,
            DateTimeOffset.MaxValue
        );
        if (lookup.Status != KeyLookupStatus.Found)
            return (null, $"none of the keys has the fingerprint {digest.Fingerprint}");
        return keys.Check(lookup.Entry!, SigningString.Of(digest, hash), signature) == SignatureCheckResult.Valid
            ? (new KnownDigest(digest, hash, signature), null)
            : (null, "its signature is wrong");
    }

    /// <summary>Because an authentic digest links to it.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async Task<(KnownDigest? Digest, string? Problem)> ReadLinkedAsync(
        IObjectReader reader,
        PreviousDigest link,
        CancellationToken cancellationToken
    )
    {
        var (digest, hash, _, problem) = await ReadAsync(reader, link.Location, cancellationToken)
            .ConfigureAwait(false);
        if (digest is null)
            return (null, problem);
        return hash == link.Hash
            ? (new KnownDigest(digest, hash, link.Signature), null)
            : (null, "it is not the one to which the digest after it links");
    }

    private static async Task<(
        Digest? Digest,
        Sha256Hash Hash,
        IReadOnlyDictionary<string, string>? Metadata,
        string? Problem
    )> ReadAsync(IObjectReader reader, ObjectLocation location, CancellationToken cancellationToken)
    {
        var stored = await reader.OpenAsync(location, cancellationToken).ConfigureAwait(false);
        if (stored is null)
            return (null, default, null, "it is gone");
        await using var storedDisposal = stored.ConfigureAwait(false);
        try
        {
            var reading = await DigestReader.ReadAsync(stored.Content, Limits, cancellationToken).ConfigureAwait(false);
            if (reading.Parsed is not { } parsed)
                return (null, default, null, "it is not exactly one gzip file");
            var (digest, hash) = parsed;
            if (digest.Location != location)
                return (null, hash, null, "it does not lie where it was delivered");
            return (digest, hash, await stored.ReadMetadataAsync(cancellationToken).ConfigureAwait(false), null);
        }
        catch (DigestFormatException e)
        {
            return (null, default, null, e.Message);
        }
    }
}
