namespace Integrity.Reporting;

/// <summary>What is known of the signature of a bundle. One that was checked and is wrong has no report: nothing in such a bundle is verified.</summary>
public enum BundleSeal
{
    /// <summary>It is not signed.</summary>
    NotSigned,

    /// <summary>It is signed, and its maker's key was not given: nobody looked.</summary>
    NotChecked,

    /// <summary>It is signed with the key that was given, and holds what was signed, no more and no less.</summary>
    Verified,
}
