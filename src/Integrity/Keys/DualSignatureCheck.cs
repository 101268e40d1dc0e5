using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>
/// Checks signatures with two implementations. If they disagree, the result is
/// <see cref="SignatureCheckResult.Disputed"/>.
/// </summary>
public sealed class DualSignatureCheck(ISignatureCheck first, ISignatureCheck second) : ISignatureCheck
{
    /// <inheritdoc/>
    public SignatureCheckResult Check(PublicKey key, ReadOnlySpan<byte> data, Signature signature)
    {
        var answer = first.Check(key, data, signature);
        return second.Check(key, data, signature) == answer ? answer : SignatureCheckResult.Disputed;
    }
}
