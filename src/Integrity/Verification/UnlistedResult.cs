using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>
/// The result for an unlisted object: it is in a folder of the trail, but no verified digest lists or links to it. Also
/// the result for a folder that could not be listed.
/// </summary>
public sealed record UnlistedResult : CheckResult
{
    internal UnlistedResult(ChainId chain, UnlistedKind kind, ObjectLocation location, Finding finding)
        : base(chain, isBackfill: false, [finding]) => (Kind, Location) = (kind, location);

    /// <summary>What the object claims to be, according to its folder.</summary>
    public UnlistedKind Kind { get; }

    /// <summary>The location of the object. The path is attacker-chosen text.</summary>
    public ObjectLocation Location { get; }

    /// <summary>Whether this is a folder that could not be listed.</summary>
    public bool IsFolder => Location.Path.Length == 0 || Location.Path.EndsWith('/');
}
