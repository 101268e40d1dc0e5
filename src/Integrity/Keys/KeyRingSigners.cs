namespace Integrity.Keys;

/// <summary>
/// Selects signers by a key ring, which determines the region and validity of each key. Thus no digest is signed that
/// verifiers would reject.
/// </summary>
/// <param name="ring">
/// Returns the verifiers' key ring. Called for every digest, because keys are added and retired.
/// </param>
/// <param name="signers">The signers. The caller keeps ownership.</param>
public sealed class KeyRingSigners(Func<KeyRing> ring, IReadOnlyCollection<IDigestSigner> signers) : ISignerSource
{
    /// <summary>Selects signers by a fixed key ring.</summary>
    /// <param name="ring">The verifiers' key ring.</param>
    /// <param name="signers">The signers. The caller keeps ownership.</param>
    public KeyRingSigners(KeyRing ring, IReadOnlyCollection<IDigestSigner> signers)
        : this(() => ring, signers) { }

    /// <inheritdoc/>
    public ValueTask<IDigestSigner?> GetAsync(
        string region,
        DateTimeOffset time,
        CancellationToken cancellationToken = default
    )
    {
        var entries = ring().Entries;
        var candidates = signers.SelectMany(signer =>
            entries
                .Where(entry => entry.IsFor(region) && entry.Key.IsSameKeyAs(signer.PublicKey))
                .Select(entry => new ValidKey<IDigestSigner>(signer, entry.ValidFrom, entry.ValidUntil))
        );
        return ValueTask.FromResult(ValidKey<IDigestSigner>.Newest(candidates, time, $"the signers for {region}")?.Key);
    }
}
