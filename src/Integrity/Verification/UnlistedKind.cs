namespace Integrity.Verification;

/// <summary>What an unlisted object claims to be, according to its folder.</summary>
public enum UnlistedKind
{
    /// <summary>It is in a log folder.</summary>
    LogFile,

    /// <summary>It is in a digest folder.</summary>
    DigestFile,
}
