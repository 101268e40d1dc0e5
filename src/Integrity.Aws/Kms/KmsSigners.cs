using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Aws.Kms;

/// <summary>
/// Keys in AWS KMS that sign digests, each when the key ring says so. Where an alias leads is asked again every five minutes: when the key behind it is exchanged, the new one signs
/// from when it is valid on, and the one before still signs the hours before that, for as long as KMS lets it. Not safe for use by several tasks at once.
/// </summary>
public sealed class KmsSigners : ISignerSource, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly AwsSession _session;
    private readonly IReadOnlyList<KmsKeyArn> _names;
    private readonly Func<KeyRing> _ring;
    private readonly TimeProvider _clock;
    private readonly List<KmsDigestSigner> _signers = [];
    private DateTimeOffset _lastLook;

    private KmsSigners(AwsSession session, IReadOnlyList<KmsKeyArn> names, Func<KeyRing> ring, TimeProvider clock) =>
        (_session, _names, _ring, _clock, _lastLook) = (session, names, ring, clock, clock.GetUtcNow());

    /// <summary>Asks for the public halves of the keys.</summary>
    /// <param name="session">Reaches KMS; it stays the caller's own.</param>
    /// <param name="names">Keys and aliases.</param>
    /// <param name="ring">Tells the public keys, as verifiers have them; asked for each digest, since keys are added and retired.</param>
    /// <param name="clock">Tells when to look again where an alias leads.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AwsConfigurationException">A key is not an RSA key for signatures, or too long.</exception>
    /// <exception cref="StoreException">KMS could not answer, or does not let the caller see a key.</exception>
    public static async Task<KmsSigners> OpenAsync(
        AwsSession session,
        IReadOnlyList<KmsKeyArn> names,
        Func<KeyRing> ring,
        TimeProvider clock,
        CancellationToken cancellationToken
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

    /// <summary>Whether one of the keys is for a region.</summary>
    /// <exception cref="KeyFileException">The keys of the verifiers cannot be read.</exception>
    public bool CanSign(string region) => _ring().Entries.Any(entry => entry.IsFor(region) && Has(entry.Key));

    /// <inheritdoc/>
    /// <exception cref="KeyFileException">An alias leads to another key by now, which verifiers do not have; or the keys cannot be read, or do not say which is to sign.</exception>
    /// <exception cref="StoreException">KMS could not answer.</exception>
    public async ValueTask<IDigestSigner?> GetAsync(
        string region,
        DateTimeOffset time,
        CancellationToken cancellationToken
    )
    {
        if (_clock.GetUtcNow() - _lastLook >= Interval)
            await FollowAliasesAsync(cancellationToken).ConfigureAwait(false);
        return await new KeyRingSigners(_ring, _signers)
            .GetAsync(region, time, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Also what leads to a key that is refused is looked up again the next time: then somebody may have taken the key over.</summary>
    private async Task FollowAliasesAsync(CancellationToken cancellationToken)
    {
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
                    $"the alias {alias} leads to another key now, which is not among those of the verifiers",
                    $"take it over: ctverify keys import kms:{alias}, with --valid-from"
                );
        }
        _lastLook = _clock.GetUtcNow();
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
