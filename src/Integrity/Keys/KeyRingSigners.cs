namespace Integrity.Keys;

/// <summary>Signers whose public halves a key ring holds: the ring says for which region, and when, each of them signs. Digests that no verifier would accept are not signed.</summary>
/// <param name="ring">Tells the public keys, as verifiers have them; asked for each digest, since keys are added and retired.</param>
/// <param name="signers">The signers; they stay the caller's own.</param>
public sealed class KeyRingSigners(Func<KeyRing> ring, IReadOnlyCollection<IDigestSigner> signers) : ISignerSource
{
    /// <summary>Signers under a ring that stays as it is.</summary>
    /// <param name="ring">The public keys, as verifiers have them.</param>
    /// <param name="signers">The signers; they stay the caller's own.</param>
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
