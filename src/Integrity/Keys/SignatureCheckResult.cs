namespace Integrity.Keys;

/// <summary>What a signature check says. The zero value is the worst.</summary>
public enum SignatureCheckResult
{
    /// <summary>It is not the key's signature of the data.</summary>
    Invalid = 0,

    /// <summary>Implementations do not agree, or one cannot use the key: nothing is known.</summary>
    Disputed,

    /// <summary>It is the key's signature of the data.</summary>
    Valid,
}
