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
    public KeyRing(IEnumerable<TrustedKey> entries, ISignatureCheck? check = null) => (_entries, _check) = ([.. entries], check ?? PlatformSignatureCheck.Instance);

    /// <summary>How many entries it holds.</summary>
    public int Count => _entries.Length;

    /// <summary>The entries, in the order in which they were given.</summary>
    public IReadOnlyList<TrustedKey> Entries => _entries;

    /// <summary>The ring itself: it holds all keys that there are.</summary>
    ValueTask<KeyRing> IKeySource.GetAsync(string region, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) => ValueTask.FromResult(this);

    /// <summary>The answer to whether <paramref name="signature"/> is the key's signature of <paramref name="data"/>.</summary>
    public SignatureAnswer Check(TrustedKey key, ReadOnlySpan<byte> data, Signature signature) => _check.Check(key.Key, data, signature);

    /// <summary>Looks up the key of a name that may sign for a region at some moment between two times (both inclusive).</summary>
    public KeyLookup Find(string region, KeyFingerprint fingerprint, DateTimeOffset from, DateTimeOffset until)
    {
        var named = Array.FindAll(_entries, e => e.IsFor(region) && e.IsNamed(fingerprint));
        if (named.Length == 0) return new KeyLookup(KeyLookupStatus.Unknown, null);
        if (Array.Exists(named, e => !e.Key.IsSameKeyAs(named[0].Key))) return new KeyLookup(KeyLookupStatus.Ambiguous, null);
        var valid = Array.Find(named, e => e.IsValidWithin(from, until));
        return valid is null ? new KeyLookup(KeyLookupStatus.OutsideValidity, named[0]) : new KeyLookup(KeyLookupStatus.Found, valid);
    }
}
