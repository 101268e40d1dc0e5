using Integrity.CloudTrail;
using Integrity.Storage.Local;

namespace Integrity.Keys;

/// <summary>
/// A directory of downloaded public keys. <see cref="KeyRingFile"/> loads it.
/// <code>
/// DIR/REGION/public-keys.json     output of ListPublicKeys
/// </code>
/// </summary>
public static class PublicKeyDirectory
{
    private const string FileName = "public-keys.json";

    /// <summary>
    /// Adds keys of a region atomically. Existing keys stay. If a key is already present, its validity is updated.
    /// </summary>
    /// <returns>The path of the file.</returns>
    /// <exception cref="KeyFileException">
    /// Two different keys have the same fingerprint, or an existing file is malformed. Nothing was changed.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static string Add(string directory, string region, IReadOnlyCollection<TrustedKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (!FolderPath.IsRegion(region))
            throw new ArgumentException($"not the name of a region: {region}", nameof(region));
        RejectConflictingKeys(directory, region, keys);
        var path = Path.Combine(directory, region, FileName);
        var known = File.Exists(path) ? KeyRingFile.Load(path) : new KeyRing([]);
        var all = known
            .Entries.Where(entry => !keys.Any(key => key.Key.Fingerprint == entry.Key.Fingerprint))
            .Concat(keys);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var sorted = all.OrderBy(entry => entry.ValidFrom)
            .ThenBy(entry => entry.Key.Fingerprint.Hex, StringComparer.Ordinal);
        AtomicFile.Write(path, PublicKeyList.Write(sorted, known.Unreadable), replaces: true, isPrivate: false);
        return path;
    }

    /// <summary>
    /// Rejects different keys with the same fingerprint. A fingerprint is an MD5 hash, so an attacker can create two
    /// keys that share one.
    /// </summary>
    private static void RejectConflictingKeys(string directory, string region, IReadOnlyCollection<TrustedKey> keys)
    {
        IEnumerable<TrustedKey> known = Directory.Exists(Path.Combine(directory, region))
            ? KeyRingFile.LoadRegion(Path.Combine(directory, region)).Keys
            : [];
        foreach (var named in keys.Concat(known).GroupBy(entry => entry.Key.Fingerprint))
        {
            if (named.Any(entry => !entry.Key.IsSameKeyAs(named.First().Key)))
                throw new KeyFileException(
                    $"{Path.Combine(directory, region)}: two different keys have the fingerprint {named.Key}",
                    "find out which one is genuine (nothing was written)"
                );
        }
    }
}
