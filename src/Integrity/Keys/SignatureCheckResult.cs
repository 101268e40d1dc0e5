namespace Integrity.Keys;

/// <summary>Result of a signature check. An unset value counts as invalid.</summary>
public enum SignatureCheckResult
{
    /// <summary>The signature does not match the key and the data.</summary>
    Invalid = 0,

    /// <summary>
    /// Two implementations disagree, or one cannot use the key. The signature is neither valid nor invalid.
    /// </summary>
    Disputed,

    /// <summary>The signature matches the key and the data.</summary>
    Valid,
}
