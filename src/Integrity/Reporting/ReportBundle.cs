namespace Integrity.Reporting;

/// <summary>A bundle from which was read, and what is known of the signature of its maker. The digest files in it are verified by themselves, whatever that signature is.</summary>
/// <param name="File">The file, as it was named.</param>
/// <param name="Seal">What is known of the signature.</param>
/// <param name="MakerKey">The fingerprint of the key by which it was checked; <c>null</c> when it was not.</param>
/// <param name="UsesOwnKeys">Whether digest files were verified with public keys that lie in the bundle, on the word of its maker.</param>
public sealed record ReportBundle(string File, BundleSeal Seal, string? MakerKey = null, bool UsesOwnKeys = false)
{
    /// <summary>The same in words.</summary>
    public override string ToString() => $"Read from the bundle {File}, {Words}";

    /// <summary>What is known of its signature, and whose keys were used.</summary>
    internal string Words => Seal switch
    {
        BundleSeal.Verified => $"which is what its maker signed with the key {MakerKey}",
        BundleSeal.NotChecked => "whose signature was not checked",
        BundleSeal.NotSigned => "which is not signed",
        _ => throw new InvalidOperationException($"a seal of no known kind: {Seal}"),
    } + (UsesOwnKeys ? "; the public keys are those in it, on the word of its maker" : "");

    /// <summary>What is thereby not proved.</summary>
    internal IEnumerable<string> NotProved
    {
        get
        {
            if (Seal != BundleSeal.Verified) yield return $"Who made the bundle, and that it is as it was made: {(Seal == BundleSeal.NotSigned ? "it is not signed" : "its signature was not checked")}.";
            if (UsesOwnKeys) yield return "Anything against the maker of the bundle: the public keys are those in it, so whoever made it could have made up all the rest.";
        }
    }
}
