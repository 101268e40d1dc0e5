using Integrity.Keys;

namespace Integrity.Cli.Options;

/// <summary>What the command line says of trust in a copy.</summary>
/// <param name="Keys">Where the public keys of the digests are; <c>null</c> when none were named.</param>
/// <param name="BundleKey">Where the public key of the maker of a bundle is; <c>null</c> when none was named.</param>
/// <param name="Check">Who checks signatures.</param>
internal sealed record TrustOptions(string? Keys, string? BundleKey, ISignatureCheck Check);
