namespace Integrity.Keys;

/// <summary>
/// Texts for a signature on which two RSA implementations disagree. It counts as <em>could not check</em>.
/// </summary>
internal static class DisputedSignature
{
    public const string Message =
        "two RSA implementations DISAGREE on its signature: one accepts it, the other rejects it";

    public const string Hint =
        "one RSA implementation is faulty or was tampered with: keep the object and the key, check the signature with "
        + "openssl, and report it";
}
