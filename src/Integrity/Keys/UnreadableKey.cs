using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>
/// Something among public keys that cannot be used as a key. It affects only digests that name it, and everything else
/// is verified.
/// </summary>
/// <param name="Fingerprint">The name of the key; <c>null</c> when nothing says it, so that any unknown key can be meant.</param>
/// <param name="Region">The region for which it was given; <c>null</c> for every region.</param>
/// <param name="Problem">What is wrong with it, in words.</param>
public sealed record UnreadableKey(KeyFingerprint? Fingerprint, string? Region, string Problem)
{
    /// <summary>The file or folder; <c>null</c> when it was in an answer of CloudTrail.</summary>
    public string? File { get; init; }

    /// <summary>Its entry in a list of public keys, as JSON text; <c>null</c> when a whole file or folder is unreadable.</summary>
    internal string? Entry { get; init; }

    /// <summary>Whether it is one entry of a list of public keys, whose other entries can be used.</summary>
    public bool IsListed => Entry is not null;

    /// <summary>Whether it was given for a region.</summary>
    public bool IsFor(string region) => Region is null || Region == region;

    /// <summary>Where it is, and what is wrong with it.</summary>
    public override string ToString() => $"{File ?? $"public keys of {Region}"}: {Problem}";
}
