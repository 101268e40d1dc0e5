using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Fetching;

/// <summary>
/// Writes the public keys of a fetch in the format that <see cref="KeyRingFile"/> loads. They come from the verifier's
/// key source, never from the store.
/// <code>
/// DIR/keys/REGION/FINGERPRINT.json          DIR/keys/FINGERPRINT.json (for all regions)
/// </code>
/// </summary>
internal sealed class FetchedKeyFiles(FetchFolder folder, FetchManifest manifest, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>Writes the keys of a ring that apply to a region.</summary>
    public void Keep(KeyRing ring, string region)
    {
        lock (_lock)
        {
            foreach (var entry in ring.Entries.Where(entry => entry.IsFor(region)))
                Keep(entry);
            foreach (var key in ring.Unreadable.Where(key => key.IsFor(region) && key.IsListed))
                Keep(key);
        }
    }

    /// <summary>Keeps unreadable keys unreadable in the copy.</summary>
    private void Keep(UnreadableKey key)
    {
        var content = PublicKeyList.Write([], [key]);
        var name = key.Fingerprint?.Hex ?? $"unreadable-{Sha256Hash.Of(content).ToString()[..8]}";
        folder.Write($"{FetchFolder.Keys}/{(key.Region is { } region ? region + "/" : "")}{name}.json", content);
    }

    private void Keep(TrustedKey entry)
    {
        var content = PublicKeyList.Write([entry]);
        var path = $"{FetchFolder.Keys}/{(entry.Region is { } region ? region + "/" : "")}{entry.Key.Fingerprint}";
        // A key's validity can change. Both versions are kept.
        if (!_written.Add($"{path} {Sha256Hash.Of(content)}"))
            return;
        var file =
            folder.Write(path + ".json", content) || folder.HasContent(path + ".json", content)
                ? path + ".json"
                : $"{path}-{Sha256Hash.Of(content).ToString()[..8]}.json";
        folder.Write(file, content);
        manifest.Add(new KeyLine(clock.GetUtcNow(), entry.Key.Fingerprint.Hex, file, entry.Region));
    }
}
