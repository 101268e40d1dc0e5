using Integrity.Hints;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Aws.Kms;

/// <summary>
/// Signs digests with keys in AWS KMS, each in its period of validity in the key ring. Resolves aliases again every
/// five minutes. When an alias points to another key, that key signs from the start of its validity. The previous key
/// still signs earlier hours, as long as KMS allows it. Not safe for concurrent use.
/// </summary>
public sealed class KmsSigners : ISignerSource, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly AwsSession _session;
    private readonly IReadOnlyList<KmsKeyArn> _names;
    private readonly Func<KeyRing> _ring;
    private readonly TimeProvider _clock;
    private readonly List<KmsDigestSigner> _signers = [];
    private DateTimeOffset _aliasesResolved;

    private KmsSigners(AwsSession session, IReadOnlyList<KmsKeyArn> names, Func<KeyRing> ring, TimeProvider clock) =>
        (_session, _names, _ring, _clock, _aliasesResolved) = (session, names, ring, clock, clock.GetUtcNow());

    /// <summary>Creates signers after getting the public keys from KMS.</summary>
    /// <param name="session">The session for KMS requests. The caller disposes it.</param>
    /// <param name="names">Keys and aliases.</param>
    /// <param name="ring">
    /// Returns the verifiers' key ring. Called for each digest, because keys are added and retired.
    /// </param>
    /// <param name="clock">Decides when to resolve aliases again.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="AwsConfigurationException">A key is not an RSA signing key, or is too long.</exception>
    /// <exception cref="StoreException">A request failed or was denied.</exception>
    public static async Task<KmsSigners> OpenAsync(
        AwsSession session,
        IReadOnlyList<KmsKeyArn> names,
        Func<KeyRing> ring,
        TimeProvider clock,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(clock);
        var signers = new KmsSigners(session, names, ring, clock);
        try
        {
            foreach (var name in names)
                signers._signers.Add(
                    await KmsDigestSigner.OpenAsync(session, name, cancellationToken).ConfigureAwait(false)
                );
            return signers;
        }
        catch
        {
            signers.Dispose();
            throw;
        }
    }

    /// <summary>Whether a key can sign digests of the region.</summary>
    /// <exception cref="KeyFileException">The key ring cannot be read.</exception>
    public bool CanSign(string region) => _ring().Entries.Any(entry => entry.IsFor(region) && Has(entry.Key));

    /// <inheritdoc/>
    /// <exception cref="KeyFileException">
    /// The key ring cannot be read or is ambiguous, or an alias now points to a key that is not in it.
    /// </exception>
    /// <exception cref="StoreException">A request failed or was denied.</exception>
    public async ValueTask<IDigestSigner?> GetAsync(
        string region,
        DateTimeOffset time,
        CancellationToken cancellationToken = default
    )
    {
        if (_clock.GetUtcNow() - _aliasesResolved >= Interval)
            await ResolveAliasesAsync(cancellationToken).ConfigureAwait(false);
        return await new KeyRingSigners(_ring, _signers)
            .GetAsync(region, time, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task ResolveAliasesAsync(CancellationToken cancellationToken)
    {
        // A failure leaves the time unchanged, so the next call tries again: the key may have been imported by then.
        foreach (var alias in _names.Where(name => name.IsAlias))
        {
            var signer = await KmsDigestSigner.OpenAsync(_session, alias, cancellationToken).ConfigureAwait(false);
            var isNew = !Has(signer.PublicKey);
            var isAccepted = isNew && _ring().Entries.Any(entry => AreSame(entry.Key, signer.PublicKey));
            if (isAccepted)
                _signers.Add(signer);
            else
                signer.Dispose();
            if (isNew && !isAccepted)
                throw new KeyFileException(
                    $"alias {alias} now points to a key that is not in the key ring",
                    Hint.Of(HintCode.ImportKmsKey, alias.ToString())
                );
        }
        _aliasesResolved = _clock.GetUtcNow();
    }

    private bool Has(PublicKey key) => _signers.Exists(signer => AreSame(signer.PublicKey, key));

    private static bool AreSame(PublicKey a, PublicKey b) => a.Pkcs1Der.Span.SequenceEqual(b.Pkcs1Der.Span);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signer in _signers)
            signer.Dispose();
    }
}
