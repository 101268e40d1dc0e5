using FsCheck;
using FsCheck.Fluent;
using Integrity.Digests;
using Integrity.Tests.Support;

namespace Integrity.Tests.Reference;

/// <summary>A change to a bucket by someone who can write to it but has no valid signing key.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Object">Chooses the object.</param>
/// <param name="Other">Chooses a second object, or a detail.</param>
internal sealed record BucketMutation(BucketMutation.Change Kind, int Object, int Other)
{
    internal enum Change
    {
        Delete,
        ReplaceContent,
        ReplaceObject,
        Swap,
        CopyBeside,
        CopyToOtherBucket,
        Truncate,
        Append,
        RepeatMember,
        Recompress,
        FlipContentByte,
        Empty,
        DropLastLogFile,
        SignWithUntrustedKey,
        SignWithKeyOfOtherRegion,
        SignWithExpiredKey,
        RemoveSignature,
        RemoveMetadata,
        TakeMetadataOfOther,
        UppercaseSignature,
        AddLogFile,
        AddJunk,
    }

    public static Gen<BucketMutation[]> Some(int most) =>
        from count in Gen.Choose(0, most)
        from mutations in One.ArrayOf(count)
        select mutations;

    private static Gen<BucketMutation> One =>
        from kind in Gen.Elements(Enum.GetValues<Change>())
        from at in Gen.Choose(0, 10_000)
        from other in Gen.Choose(0, 10_000)
        select new BucketMutation(kind, at, other);

    public void ApplyTo(TrailSimulator trail)
    {
        var store = trail.Store;
        var all = store.Locations.ToList();
        if (all.Count == 0)
            return;
        var (one, other) = (all[Object % all.Count], all[Other % all.Count]);
        switch (Kind)
        {
            case Change.Delete:
                store.Delete(one);
                break;
            case Change.ReplaceContent:
                store.Edit(one, _ => store[other]);
                break;
            case Change.ReplaceObject:
                store.Copy(other, one);
                break;
            case Change.Swap:
                var (content, metadata) = (store[one], store.MetadataOf(one));
                store.Copy(other, one);
                store.Put(other, content, metadata);
                break;
            case Change.CopyBeside:
                store.Copy(one, one with { Path = NameBeside(one.Path) });
                break;
            case Change.CopyToOtherBucket:
                store.Copy(one, one with { Bucket = other.Bucket });
                break;
            case Change.Truncate:
                store.Edit(one, bytes => bytes[..(bytes.Length * (Other % 100) / 100)]);
                break;
            case Change.Append:
                store.Edit(one, bytes => [.. bytes, (byte)Other]);
                break;
            case Change.RepeatMember:
                store.Edit(one, bytes => [.. bytes, .. bytes]);
                break;
            case Change.AddLogFile:
                AddLogFile(trail);
                break;
            case Change.AddJunk:
                store.Put(one with { Path = one.Path[..(one.Path.LastIndexOf('/') + 1)] + "notes.txt" }, [1, 2, 3]);
                break;
            default:
                ChangeContent(trail, one, other);
                break;
        }
    }

    private void ChangeContent(TrailSimulator trail, ObjectLocation one, ObjectLocation other)
    {
        var store = trail.Store;
        byte[] content;
        try
        {
            content = GzipBytes.Inflate(store[one]);
        }
        catch (InvalidDataException)
        {
            // An earlier mutation has broken it.
            return;
        }
        switch (Kind)
        {
            case Change.Recompress:
                store.Edit(one, _ => GzipBytes.Compress(content, System.IO.Compression.CompressionLevel.NoCompression));
                break;
            case Change.FlipContentByte when content.Length > 0:
                content[Other % content.Length] ^= 1;
                store.Edit(one, _ => GzipBytes.Compress(content));
                break;
            case Change.Empty:
                store.Edit(one, _ => GzipBytes.Compress([]));
                break;
            default:
                ChangeDigest(trail, one, other);
                break;
        }
    }

    private void ChangeDigest(TrailSimulator trail, ObjectLocation one, ObjectLocation other)
    {
        var store = trail.Store;
        var digest = trail.Chains.SelectMany(chain => chain.Digests).FirstOrDefault(known => known.Location == one);
        if (digest is null || store.MetadataOf(one) is null)
            return;
        var chain = trail.Chains.First(chain => chain.Digests.Contains(digest));
        switch (Kind)
        {
            case Change.DropLastLogFile:
                store.Edit(one, _ => GzipBytes.Compress(Draft(chain, digest, TestKey.Untrusted).ToBody()));
                break;
            case Change.SignWithUntrustedKey:
                Sign(store, Draft(chain, digest, TestKey.Untrusted));
                break;
            case Change.SignWithKeyOfOtherRegion:
                Sign(store, Draft(chain, digest, chain == trail.Home ? TestKey.OtherRegion : TestKey.First));
                break;
            case Change.SignWithExpiredKey when chain.Keys[0].Until < digest.End:
                Sign(store, Draft(chain, digest, chain.Keys[0].Key));
                break;
            case Change.RemoveSignature:
                store.EditMetadata(one, _ => []);
                break;
            case Change.RemoveMetadata:
                store.EditMetadata(one, _ => null);
                break;
            case Change.TakeMetadataOfOther when store.MetadataOf(other) is { } metadata:
                store.EditMetadata(one, _ => new Dictionary<string, string>(metadata, StringComparer.Ordinal));
                break;
            case Change.UppercaseSignature:
                store.EditMetadata(
                    one,
                    old => old.ToDictionary(pair => pair.Key, pair => Uppercase(pair), StringComparer.Ordinal)
                );
                break;
        }
    }

    private static string Uppercase(KeyValuePair<string, string> pair) =>
        pair.Key == "signature" ? pair.Value.ToUpperInvariant() : pair.Value;

    /// <summary>The digest without its last log file.</summary>
    private static DigestDraft Draft(SimulatedChain chain, SimulatedDigest digest, TestKey key)
    {
        var draft = chain.Draft(digest.Period, [.. digest.LogFiles.SkipLast(1)], digest.Location);
        draft.Key = key;
        draft["digestPublicKeyFingerprint"] = key.Fingerprint;
        return draft;
    }

    private static void Sign(MemoryStore store, DigestDraft draft)
    {
        var body = draft.ToBody();
        store.Edit(draft.Location, _ => GzipBytes.Compress(body));
        store.EditMetadata(
            draft.Location,
            old => new Dictionary<string, string>(old, StringComparer.Ordinal) { ["signature"] = draft.Sign(body) }
        );
    }

    private void AddLogFile(TrailSimulator trail)
    {
        var chains = trail.Chains.ToList();
        var chain = chains[Object % chains.Count];
        var digest = chain.Digests[Other % chain.Digests.Count];
        chain.DeliverLogFile(digest.Start + (digest.Period.Duration * ((Other % 90) / 100.0)), digest.Location);
    }

    /// <summary>Returns an unused name of the same kind: another end time, or another unique part.</summary>
    private string NameBeside(string path) =>
        path.Contains("_CloudTrail-Digest_", StringComparison.Ordinal)
            ? path.Replace("00Z", $"{10 + (Other % 50)}Z", StringComparison.Ordinal)
            : $"{path[..^"x.json.gz".Length]}{Other % 10}.json.gz";
}
