using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>
/// A file or entry among public keys that cannot be used as a key. Only digests that refer to it are affected.
/// </summary>
/// <param name="Fingerprint">The fingerprint; <c>null</c> if unknown, so it could be any unknown key.</param>
/// <param name="Region">The region of the key; <c>null</c> for all regions.</param>
/// <param name="Problem">The problem, as a phrase for an error text.</param>
public sealed record UnreadableKey(KeyFingerprint? Fingerprint, string? Region, string Problem)
{
    /// <summary>The file or directory; <c>null</c> if the key came from a response of CloudTrail.</summary>
    public string? File { get; init; }

    /// <summary>
    /// The raw JSON of its entry in a list of public keys; <c>null</c> if a whole file or directory is unreadable.
    /// </summary>
    internal string? Entry { get; init; }

    /// <summary>Whether this is one entry of a list of public keys. The other entries are usable.</summary>
    public bool IsListed => Entry is not null;

    /// <summary>Whether the key was configured for a region.</summary>
    public bool IsFor(string region) => Region is null || Region == region;

    /// <summary>Returns the file and the problem.</summary>
    public override string ToString() => $"{File ?? $"public keys of {Region}"}: {Problem}";
}
