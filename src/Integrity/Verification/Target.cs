using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Verification;

/// <summary>A digest at which the walk looks next.</summary>
/// <param name="Location">Where it should lie.</param>
/// <param name="Path">The parts of its path.</param>
/// <param name="VerifiedNewer">The verified digest that names it; <c>null</c> when it comes from the listing.</param>
/// <param name="ToldSignature">Its signature as the next newer digest tells it; <c>null</c> when none does.</param>
internal sealed record Target(
    ObjectLocation Location,
    DigestPath Path,
    Digest? VerifiedNewer,
    Signature? ToldSignature
);
