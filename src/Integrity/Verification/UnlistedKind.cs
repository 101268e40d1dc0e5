namespace Integrity.Verification;

/// <summary>What a stray object poses as, going by the folder in which it lies.</summary>
public enum UnlistedKind
{
    /// <summary>It lies in a log folder.</summary>
    LogFile,

    /// <summary>It lies in a digest folder.</summary>
    DigestFile,
}
