using Integrity.Keys;

namespace Integrity.Cli.Options;

/// <summary>The trust options for a local copy.</summary>
/// <param name="Keys">Path of the public keys of the digests; <c>null</c> if not given.</param>
/// <param name="BundleKey">Path of the public key of the bundle's creator; <c>null</c> if not given.</param>
/// <param name="Check">Checks signatures.</param>
internal sealed record TrustOptions(string? Keys, string? BundleKey, ISignatureCheck Check);
