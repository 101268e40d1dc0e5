using System.Text.Json.Serialization;

namespace Integrity.Reporting;

/// <summary>
/// The bundle that was verified, and the state of its signature. The digest files in it are verified independently of
/// that signature.
/// </summary>
/// <param name="File">The file name as given.</param>
/// <param name="Signature">The state of the signature.</param>
/// <param name="SigningKey">The fingerprint of the key that verified it; <c>null</c> if it was not checked.</param>
/// <param name="UsesOwnKeys">
/// Whether digest files were verified with the public keys in the bundle, which its creator chose.
/// </param>
public sealed record ReportBundle(
    string File,
    [property: JsonPropertyName("seal")] BundleSignatureState Signature,
    [property: JsonPropertyName("makerKey")] string? SigningKey = null,
    bool UsesOwnKeys = false
)
{
    /// <summary>Describes the bundle in a sentence.</summary>
    public override string ToString() => $"Read from the bundle {File}, {Words}";

    /// <summary>The state of the signature and the origin of the keys.</summary>
    internal string Words =>
        Signature switch
        {
            BundleSignatureState.Verified => $"signed with the key {SigningKey} and unchanged since",
            BundleSignatureState.NotChecked => "signature not checked",
            BundleSignatureState.NotSigned => "not signed",
            _ => throw new InvalidOperationException($"unknown signature state {Signature}"),
        } + (UsesOwnKeys ? "; verified with the public keys in the bundle" : "");

    /// <summary>What the bundle leaves unproved.</summary>
    internal IEnumerable<string> NotProved
    {
        get
        {
            if (Signature == BundleSignatureState.NotSigned)
                yield return "Who created the bundle and that it is unchanged: it is not signed.";
            if (Signature == BundleSignatureState.NotChecked)
                yield return "Who created the bundle and that it is unchanged: its signature was not checked.";
            if (UsesOwnKeys)
                yield return "That the creator of the bundle did not forge it: the public keys came from the bundle "
                    + "itself.";
        }
    }
}
