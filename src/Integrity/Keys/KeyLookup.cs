namespace Integrity.Keys;

/// <summary>Outcome of looking up a key in a key ring.</summary>
public enum KeyLookupStatus
{
    /// <summary>No key with this fingerprint is trusted for the region.</summary>
    Unknown = 0,

    /// <summary>Two different keys have this fingerprint, so it does not identify one.</summary>
    Ambiguous,

    /// <summary>The key is trusted for the region, but not at this time.</summary>
    OutsideValidity,

    /// <summary>The key was found.</summary>
    Found,

    /// <summary>The key with this fingerprint is unreadable.</summary>
    Unreadable,

    /// <summary>No known key has this fingerprint, but an unreadable file or entry may contain it.</summary>
    Undecided,
}

/// <summary>Result of looking up a key in a key ring.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="Entry">
/// The key if the status is <see cref="KeyLookupStatus.Found"/> or <see cref="KeyLookupStatus.OutsideValidity"/>;
/// otherwise <c>null</c>.
/// </param>
/// <param name="Unreadable">
/// The unreadable key if the status is <see cref="KeyLookupStatus.Unreadable"/> or
/// <see cref="KeyLookupStatus.Undecided"/>; otherwise <c>null</c>.
/// </param>
public readonly record struct KeyLookup(KeyLookupStatus Status, TrustedKey? Entry, UnreadableKey? Unreadable = null);
