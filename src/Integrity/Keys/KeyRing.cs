using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>
/// The public keys that a verifier trusts. All trust in a verification comes from them, so they must never come from
/// the location being verified. Immutable and thread-safe.
/// </summary>
public sealed class KeyRing : IKeySource
{
    private readonly TrustedKey[] _entries;
    private readonly ISignatureCheck _check;

    /// <summary>Creates a key ring.</summary>
    /// <param name="entries">The trusted keys.</param>
    /// <param name="check">The implementation of the signature check; <c>null</c> for that of the platform.</param>
    /// <param name="unreadable">Unreadable keys found among the trusted keys; <c>null</c> for none.</param>
    public KeyRing(
        IEnumerable<TrustedKey> entries,
        ISignatureCheck? check = null,
        IEnumerable<UnreadableKey>? unreadable = null
    ) =>
        (_entries, _check, Unreadable) = (
            [.. entries],
            check ?? PlatformSignatureCheck.Instance,
            [.. unreadable ?? []]
        );

    /// <summary>The number of trusted keys.</summary>
    public int Count => _entries.Length;

    /// <summary>The trusted keys, in the order passed to the constructor.</summary>
    public IReadOnlyList<TrustedKey> Entries => _entries;

    /// <summary>Unreadable keys found among the trusted keys. They are never trusted.</summary>
    public IReadOnlyList<UnreadableKey> Unreadable { get; }

    /// <summary>Returns this key ring, whatever the region and time.</summary>
    ValueTask<KeyRing> IKeySource.GetAsync(
        string region,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult(this);

    /// <summary>
    /// Checks whether <paramref name="signature"/> is the signature of <paramref name="data"/> by the key.
    /// </summary>
    public SignatureCheckResult Check(TrustedKey key, ReadOnlySpan<byte> data, Signature signature) =>
        _check.Check(key.Key, data, signature);

    /// <summary>
    /// Finds the key with a fingerprint that may sign for a region at some time between two times (both inclusive).
    /// </summary>
    public KeyLookup Find(string region, KeyFingerprint fingerprint, DateTimeOffset from, DateTimeOffset until)
    {
        var named = Array.FindAll(_entries, e => e.IsFor(region) && e.HasFingerprint(fingerprint));
        if (named.Length == 0)
            return NotFound(region, fingerprint);
        if (Array.Exists(named, e => !e.Key.IsSameKeyAs(named[0].Key)))
            return new KeyLookup(KeyLookupStatus.Ambiguous, null);
        var valid = Array.Find(named, e => e.IsValidWithin(from, until));
        return valid is null
            ? new KeyLookup(KeyLookupStatus.OutsideValidity, named[0])
            : new KeyLookup(KeyLookupStatus.Found, valid);
    }

    private KeyLookup NotFound(string region, KeyFingerprint fingerprint)
    {
        var unreadable = Unreadable.Where(key => key.IsFor(region)).ToList();
        if (unreadable.Find(key => key.Fingerprint == fingerprint) is { } named)
            return new KeyLookup(KeyLookupStatus.Unreadable, null, named);
        return unreadable.Find(key => key.Fingerprint is null) is { } nameless
            ? new KeyLookup(KeyLookupStatus.Undecided, null, nameless)
            : new KeyLookup(KeyLookupStatus.Unknown, null);
    }
}
