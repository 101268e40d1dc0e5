using Integrity.Digests;

namespace Integrity.Verification.Unlisted;

/// <summary>What digests outside the main chain list, and for which time they could not be checked.</summary>
/// <param name="also">What further digests list.</param>
internal sealed class ListedElsewhere(IReadOnlyList<ListedElsewhere>? also = null)
{
    private readonly HashSet<NameHash> _listed = [];
    private readonly List<DigestPeriod> _unchecked = [];
    private readonly List<OtherTrail> _trails = [];

    /// <summary>Adds what a verified digest lists.</summary>
    public void Add(Digest digest)
    {
        foreach (var entry in digest.LogFiles)
            _listed.Add(NameHash.Of(entry.Location.Bucket, entry.Location.Path));
    }

    /// <summary>Adds a time for which digests could not be checked.</summary>
    public void AddUnchecked(DateTimeOffset from, DateTimeOffset until) =>
        _unchecked.Add(new DigestPeriod(from, until));

    /// <summary>
    /// Adds another trail. Ignores one without a verified digest, because anyone can create its objects.
    /// </summary>
    /// <param name="covered">The time that its verified digests cover.</param>
    /// <param name="from">The end of its oldest digest.</param>
    /// <param name="until">The end of its newest digest.</param>
    public void AddTrail(VerifiedTime covered, DateTimeOffset from, DateTimeOffset until)
    {
        if (!covered.IsEmpty)
            _trails.Add(new OtherTrail(covered, new DigestPeriod(from, until)));
    }

    /// <summary>Returns whether a verified digest lists an object.</summary>
    public bool Lists(NameHash name) => _listed.Contains(name) || also?.Any(other => other.Lists(name)) == true;

    /// <summary>
    /// Returns whether an unchecked digest, or one that is missing between others of its trail, may list a log file
    /// that was delivered at a time.
    /// </summary>
    public bool MayListAt(DateTimeOffset time)
    {
        var until = time + DayComparison.Slack;
        return _unchecked.Exists(period => period.Start < until && time < period.End)
            || _trails.Exists(trail => trail.MissesDigestAt(time, until))
            || also?.Any(other => other.MayListAt(time)) == true;
    }

    private sealed record OtherTrail(VerifiedTime Covered, DigestPeriod Known)
    {
        public bool MissesDigestAt(DateTimeOffset from, DateTimeOffset until) =>
            Known.Start <= from && until <= Known.End && !Covered.Covers(from, until);
    }
}
