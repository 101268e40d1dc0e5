namespace Integrity.Keys;

/// <summary>How the search for a key in a key ring ended.</summary>
public enum KeyLookupStatus
{
    /// <summary>No key of that name is trusted for the region.</summary>
    Unknown = 0,

    /// <summary>Two different keys go by that name, so the name does not say which is meant.</summary>
    Ambiguous,

    /// <summary>The key is trusted for the region, but not at that time.</summary>
    OutsideValidity,

    /// <summary>The key is found.</summary>
    Found,

    /// <summary>The key with that fingerprint cannot be read.</summary>
    Unreadable,

    /// <summary>No key of that name is known, but something that cannot be read may hold it.</summary>
    Undecided,
}

/// <summary>The answer of a key ring.</summary>
/// <param name="Status">How the search ended.</param>
/// <param name="Entry">The key, when it is <see cref="KeyLookupStatus.Found"/> or <see cref="KeyLookupStatus.OutsideValidity"/>; else <c>null</c>.</param>
/// <param name="Unreadable">What cannot be read, when it is <see cref="KeyLookupStatus.Unreadable"/> or <see cref="KeyLookupStatus.Undecided"/>; else <c>null</c>.</param>
public readonly record struct KeyLookup(KeyLookupStatus Status, TrustedKey? Entry, UnreadableKey? Unreadable = null);
