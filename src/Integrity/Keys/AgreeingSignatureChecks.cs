using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>Asks two implementations, and believes only what both say.</summary>
public sealed class AgreeingSignatureChecks(ISignatureCheck first, ISignatureCheck second) : ISignatureCheck
{
    /// <inheritdoc/>
    public SignatureAnswer Check(PublicKey key, ReadOnlySpan<byte> data, Signature signature)
    {
        var answer = first.Check(key, data, signature);
        return second.Check(key, data, signature) == answer ? answer : SignatureAnswer.Disputed;
    }
}
