namespace Integrity.Keys;

/// <summary>Signers whose public halves a key ring holds: the ring says for which region, and when, each of them signs. Digests that no verifier would accept are not signed.</summary>
/// <param name="ring">The public keys, as verifiers have them.</param>
/// <param name="signers">The signers; they stay the caller's own.</param>
public sealed class KeyRingSigners(KeyRing ring, IReadOnlyCollection<IDigestSigner> signers) : ISignerSource
{
    /// <inheritdoc/>
    public ValueTask<IDigestSigner?> GetAsync(string region, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var candidates = signers.SelectMany(signer => ring.Entries
            .Where(entry => entry.IsFor(region) && entry.Key.IsSameKeyAs(signer.PublicKey))
            .Select(entry => new ValidKey<IDigestSigner>(signer, entry.ValidFrom, entry.ValidUntil)));
        return ValueTask.FromResult(ValidKey<IDigestSigner>.Newest(candidates, time, $"the signers for {region}")?.Key);
    }
}
