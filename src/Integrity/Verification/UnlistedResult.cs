using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>What was found on an object that lies in a trail's folders although no verified digest has a place for it; or, when its path ends in a slash, on such a folder.</summary>
public sealed record UnlistedResult : CheckResult
{
    internal UnlistedResult(ChainId chain, UnlistedKind kind, ObjectLocation location, Finding finding)
        : base(chain, isBackfill: false, [finding]) => (Kind, Location) = (kind, location);

    /// <summary>What it poses as, going by the folder in which it lies.</summary>
    public UnlistedKind Kind { get; }

    /// <summary>Where it lies. The path is attacker-chosen text.</summary>
    public ObjectLocation Location { get; }

    /// <summary>Whether it is a folder, of which it could not be found out what lies in it.</summary>
    public bool IsFolder => Location.Path.Length == 0 || Location.Path.EndsWith('/');
}
