namespace Integrity.Keys;

/// <summary>The two files of a signing key.</summary>
/// <param name="PrivatePath">The path of the private key.</param>
/// <param name="PublicPath">The path of the public key.</param>
public sealed record SigningKeyPaths(string PrivatePath, string PublicPath);
