namespace Integrity.Keys;

/// <summary>What is said where two implementations of RSA do not agree on a signature: nothing is known of it, so it could not be checked.</summary>
internal static class DisputedSignature
{
    public const string Message =
        "the implementations of RSA DISAGREE on its signature: one takes it for good, another does not";

    public const string Hint =
        "one of the implementations of RSA has a fault, or was tampered with: keep the object and the key, check the signature with a third (openssl), and report it";
}
