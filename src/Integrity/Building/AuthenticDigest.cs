using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>
/// Reads the digests a build extends. Returns either an authentic digest or the reason why it is not.
/// </summary>
internal static class AuthenticDigest
{
    private static readonly DigestLimits Limits = new();

    /// <summary>Reads a digest and checks its signature.</summary>
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
            return (null, "its metadata contains no signature");
        if (digest.Period.End != digestPath.End)
            return (null, "it was delivered to another location");
        var lookup = keys.Find(
            digestPath.Chain.Region,
            digest.Fingerprint,
            DateTimeOffset.MinValue,
            DateTimeOffset.MaxValue
        );
        if (lookup.Status != KeyLookupStatus.Found)
            return (null, $"the key with fingerprint {digest.Fingerprint} is not trusted");
        return keys.Check(lookup.Entry!, SigningString.Of(digest, hash), signature) == SignatureCheckResult.Valid
            ? (new KnownDigest(digest, hash, signature), null)
            : (null, "its signature is invalid");
    }

    /// <summary>Reads a digest and checks its hash against the link from an authentic digest.</summary>
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
            : (null, "its hash does not match the one recorded in the next digest");
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
            return (null, default, null, "it does not exist");
        await using var storedDisposal = stored.ConfigureAwait(false);
        try
        {
            var reading = await DigestReader.ReadAsync(stored.Content, Limits, cancellationToken).ConfigureAwait(false);
            if (reading.Parsed is not { } parsed)
                return (null, default, null, "it is not exactly one gzip member");
            var (digest, hash) = parsed;
            if (digest.Location != location)
                return (null, hash, null, "it was delivered to another location");
            return (digest, hash, await stored.ReadMetadataAsync(cancellationToken).ConfigureAwait(false), null);
        }
        catch (DigestFormatException e)
        {
            return (null, default, null, e.Message);
        }
    }
}
