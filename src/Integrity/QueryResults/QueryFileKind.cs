namespace Integrity.QueryResults;

/// <summary>The kind of object that a result is about.</summary>
public enum QueryFileKind
{
    /// <summary>The sign file.</summary>
    SignFile,

    /// <summary>A result file, whether listed or not.</summary>
    ResultFile,

    /// <summary>The folder that contains them.</summary>
    Folder,
}
