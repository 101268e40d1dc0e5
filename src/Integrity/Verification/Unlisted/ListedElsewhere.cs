using Integrity.Digests;

namespace Integrity.Verification.Unlisted;

/// <summary>What digests beside the main chain list, and of which time they cannot be asked.</summary>
/// <param name="also">What others list, whom to ask too.</param>
internal sealed class ListedElsewhere(IReadOnlyList<ListedElsewhere>? also = null)
{
    private readonly HashSet<NameHash> _listed = [];
    private readonly List<DigestPeriod> _unknown = [];
    private readonly List<(VerifiedTime Time, DigestPeriod Known)> _trails = [];

    /// <summary>A digest that is verified vouches for what it lists.</summary>
    public void Add(Digest digest)
    {
        foreach (var entry in digest.LogFiles)
            _listed.Add(NameHash.Of(entry.Location.Bucket, entry.Location.Path));
    }

    /// <summary>A digest of this time could not be checked.</summary>
    public void Unknown(DateTimeOffset from, DateTimeOffset until) => _unknown.Add(new DigestPeriod(from, until));

    /// <summary>Another trail has digests from one moment to another, and verified ones cover so much of it. One without a verified digest may be nobody's, and counts for nothing.</summary>
    public void Cover(VerifiedTime time, DateTimeOffset from, DateTimeOffset until)
    {
        if (!time.IsEmpty)
            _trails.Add((time, new DigestPeriod(from, until)));
    }

    /// <summary>Whether a verified digest lists it.</summary>
    public bool Lists(NameHash name) => _listed.Contains(name) || also?.Any(other => other.Lists(name)) == true;

    /// <summary>Whether a digest that could not be checked, or is missing between others of its trail, may list what was delivered then.</summary>
    public bool IsOpenAt(DateTimeOffset time)
    {
        var until = time + DayComparison.Slack;
        return _unknown.Exists(unknown => unknown.Start < until && time < unknown.End)
            || _trails.Exists(trail =>
                trail.Known.Start <= time && until <= trail.Known.End && !trail.Time.Covers(time, until)
            )
            || also?.Any(other => other.IsOpenAt(time)) == true;
    }
}
