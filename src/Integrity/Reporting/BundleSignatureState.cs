namespace Integrity.Reporting;

/// <summary>
/// The state of a bundle's signature. A bundle with a wrong signature is never verified, so it has no report.
/// </summary>
public enum BundleSignatureState
{
    /// <summary>The bundle is not signed.</summary>
    NotSigned,

    /// <summary>The bundle is signed, but the signature was not checked because no key was given.</summary>
    NotChecked,

    /// <summary>The bundle's contents are exactly what was signed with the given key.</summary>
    Verified,
}
