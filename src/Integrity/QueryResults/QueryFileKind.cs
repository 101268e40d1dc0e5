namespace Integrity.QueryResults;

/// <summary>What a result is about.</summary>
public enum QueryFileKind
{
    /// <summary>The sign file.</summary>
    SignFile,

    /// <summary>A result file, listed or not.</summary>
    ResultFile,

    /// <summary>The folder in which they lie.</summary>
    Folder,
}
