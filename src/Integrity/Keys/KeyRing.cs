using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>
/// The public keys that a verifier trusts. It is the root of all trust in a verification, so it must never come from the place that is verified.
/// Immutable and safe for use by several threads at once.
/// </summary>
public sealed class KeyRing : IKeySource
{
    private readonly TrustedKey[] _entries;
    private readonly ISignatureCheck _check;

    /// <summary>Makes a ring.</summary>
    /// <param name="entries">The keys.</param>
    /// <param name="check">The implementation of RSA that checks signatures; <c>null</c> for the platform's.</param>
    /// <param name="unreadable">What was among the keys and cannot be read as one; <c>null</c> for nothing.</param>
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

    /// <summary>How many entries it holds.</summary>
    public int Count => _entries.Length;

    /// <summary>The entries, in the order in which they were given.</summary>
    public IReadOnlyList<TrustedKey> Entries => _entries;

    /// <summary>What was among the keys and cannot be read as one. It is trusted for nothing.</summary>
    public IReadOnlyList<UnreadableKey> Unreadable { get; }

    /// <summary>The ring itself: it holds all keys that there are.</summary>
    ValueTask<KeyRing> IKeySource.GetAsync(
        string region,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult(this);

    /// <summary>The answer to whether <paramref name="signature"/> is the key's signature of <paramref name="data"/>.</summary>
    public SignatureCheckResult Check(TrustedKey key, ReadOnlySpan<byte> data, Signature signature) =>
        _check.Check(key.Key, data, signature);

    /// <summary>Looks up the key of a name that may sign for a region at some moment between two times (both inclusive).</summary>
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
