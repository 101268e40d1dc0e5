using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>The newest digest of a chain, on which the next one is built.</summary>
/// <param name="End">The end of its period.</param>
/// <param name="Link">What the next digest says of it.</param>
internal sealed record ChainHead(DateTimeOffset End, PreviousDigest Link)
{
    /// <summary>Finds the head; <c>null</c> when the chain has no digest yet.</summary>
    /// <exception cref="BuildException">The newest digest is not authentic: building on it would vouch for it.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async Task<ChainHead?> FindAsync(IObjectReader reader, BuildRequest request, ChainId chain, CancellationToken cancellationToken)
    {
        DigestKey? newest = null;
        var folder = DigestKey.AccountFolder(request.Place.Prefix, null, chain.AccountId) + chain.Region + "/";
        await foreach (var key in reader.ListAsync(request.Place.Bucket, folder, null, cancellationToken))
        {
            if (!DigestKey.TryParse(key, out var parsed) || parsed.Chain != chain || parsed.RegionFolder != folder || parsed.IsBackfill) continue;
            if (newest is null || parsed.End > newest.End) newest = parsed;
        }
        return newest is null ? null : await LoadAsync(reader, request.Keys, new ObjectLocation(request.Place.Bucket, newest.ToString()), newest, cancellationToken);
    }

    private static async Task<ChainHead> LoadAsync(IObjectReader reader, KeyRing keys, ObjectLocation location, DigestKey key, CancellationToken cancellationToken)
    {
        await using var stored = await reader.OpenAsync(location, cancellationToken) ?? throw NotAuthentic(location, "it is gone");
        var metadata = await stored.ReadMetadataAsync(cancellationToken);
        if (metadata is null || !Signature.TryParse(metadata.GetValueOrDefault("signature"), out var signature)) throw NotAuthentic(location, "its metadata holds no signature");
        using var content = new ContentBuffer();
        var limits = new DigestLimits();
        if (await InflatedContent.ReadAsync(stored.Content, content, limits.MaxInflatedBytes, cancellationToken) != InflatedStatus.Complete)
            throw NotAuthentic(location, "it is not exactly one gzip file");
        return Check(keys, location, key, content.Content, limits, signature);
    }

    private static ChainHead Check(KeyRing keys, ObjectLocation location, DigestKey key, ReadOnlySpan<byte> content, DigestLimits limits, Signature signature)
    {
        try
        {
            var digest = DigestJson.Parse(content, limits);
            var hash = Sha256Hash.Of(content);
            if (digest.Location != location || digest.Period.End != key.End) throw NotAuthentic(location, "it does not lie where it was delivered");
            var lookup = keys.Find(key.Chain.Region, digest.Fingerprint, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
            if (lookup.Status != KeyLookupStatus.Found) throw NotAuthentic(location, $"none of the keys has the fingerprint {digest.Fingerprint}");
            if (keys.Check(lookup.Entry!, SigningString.Of(digest, hash), signature) != SignatureAnswer.Right) throw NotAuthentic(location, "its signature is wrong");
            return new ChainHead(digest.Period.End, new PreviousDigest(location, hash, Algorithms.Sha256, signature));
        }
        catch (DigestFormatException e)
        {
            throw NotAuthentic(location, e.Message);
        }
    }

    private static BuildException NotAuthentic(ObjectLocation location, string problem) =>
        new($"the newest digest {location} is not authentic, so nothing is built on it: {problem}", "verify the chain, restore that digest, and build again");
}
