using Integrity.CloudTrail;

namespace Integrity.Keys;

/// <summary>
/// A folder of public keys that were fetched, which <see cref="KeyRingFile"/> loads.
/// <code>
/// DIR/REGION/public-keys.json     the answer of ListPublicKeys
/// </code>
/// </summary>
public static class PublicKeyDirectory
{
    private const string FileName = "public-keys.json";

    /// <summary>Adds keys of a region, whole or not at all. What is known already stays; of a key that is there, the times are those of now.</summary>
    /// <returns>The file.</returns>
    /// <exception cref="KeyFileException">Under the fingerprint of a key there lies another key, or a file that is there cannot be understood. Nothing was changed.</exception>
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
        PrivateFile.Replace(path, PublicKeyList.Write(sorted, known.Unreadable));
        return path;
    }

    /// <summary>A fingerprint is a name and no proof, so whoever can choose keys can choose two of one name.</summary>
    private static void RejectConflictingKeys(string directory, string region, IReadOnlyCollection<TrustedKey> keys)
    {
        IEnumerable<TrustedKey> known = Directory.Exists(Path.Combine(directory, region))
            ? KeyRingFile.LoadRegion(Path.Combine(directory, region)).Keys
            : [];
        foreach (var named in keys.Concat(known).GroupBy(entry => entry.Key.Fingerprint))
        {
            if (named.Any(entry => !entry.Key.IsSameKeyAs(named.First().Key)))
                throw new KeyFileException(
                    $"{Path.Combine(directory, region)}: there are two different keys of the fingerprint {named.Key}",
                    "find out which is genuine; nothing was written"
                );
        }
    }
}
