using System.Runtime.InteropServices;
using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Verification;

/// <summary>
/// The digest objects of one chain that the listings of its places show, newest last. Their names are the claims of
/// whoever wrote them: they say where to look when there is no link to follow, nothing else. Kept as numbers, since
/// years of digests are many. A place can be added at any time.
/// </summary>
/// <param name="maxDigests">The most digests that are kept.</param>
internal sealed class DigestListing(int maxDigests)
{
    private readonly List<DigestPath> _folders = [];
    private readonly List<string> _buckets = [];
    private readonly List<Candidate> _candidates = [];
    private int _next = -1;

    /// <summary>Whether there were more digests than the bound allows.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Adds a digest; <c>false</c> when there is no room for it. After the last one comes <see cref="Sort"/>.</summary>
    public bool TryAdd(string bucket, DigestPath path)
    {
        IsCut |= _candidates.Count == maxDigests;
        if (IsCut)
            return false;
        if (_folders.Count == 0 || _buckets[^1] != bucket || _folders[^1].RegionFolder != path.RegionFolder)
        {
            _folders.Add(path);
            _buckets.Add(bucket);
        }
        _candidates.Add(new Candidate(path.End.UtcTicks, _folders.Count - 1));
        return true;
    }

    /// <summary>Puts what was added in order.</summary>
    public void Sort()
    {
        _candidates.Sort(Candidate.OldestFirst);
        _next = _candidates.Count - 1;
    }

    /// <summary>
    /// The newest digests that end before <paramref name="end"/>, which must not be later than in the call before: as
    /// many as there are places that show one for the same moment, in the order of the places. Empty when there is none.
    /// </summary>
    public IReadOnlyList<(ObjectLocation Location, DigestPath Path)> NewestBefore(DateTimeOffset end)
    {
        while (_next >= 0 && _candidates[_next].EndTicks >= end.UtcTicks)
            _next--;
        var found = new List<(ObjectLocation, DigestPath)>(1);
        for (var i = _next; i >= 0 && _candidates[i].EndTicks == _candidates[_next].EndTicks; i--)
            found.Add(ToDigest(_candidates[i]));
        return found;
    }

    /// <summary>
    /// The digests that end between two moments (neither inclusive), newest first; the moments are not later than in
    /// the calls before.
    /// </summary>
    public IEnumerable<(ObjectLocation Location, DigestPath Path)> PassedOver(
        DateTimeOffset newer,
        DateTimeOffset older
    )
    {
        for (; _next >= 0 && _candidates[_next].EndTicks > older.UtcTicks; _next--)
        {
            if (_candidates[_next].EndTicks < newer.UtcTicks)
                yield return ToDigest(_candidates[_next]);
        }
    }

    /// <summary>All digests that end before a moment, newest first; not to be gone on with once a place is added.</summary>
    public IEnumerable<(ObjectLocation Location, DigestPath Path)> NewestFirst(DateTimeOffset before)
    {
        for (var i = _candidates.Count - 1; i >= 0; i--)
        {
            if (_candidates[i].EndTicks < before.UtcTicks)
                yield return ToDigest(_candidates[i]);
        }
    }

    private (ObjectLocation Location, DigestPath Path) ToDigest(Candidate candidate)
    {
        var path = _folders[candidate.Folder] with { End = new DateTimeOffset(candidate.EndTicks, TimeSpan.Zero) };
        return (new ObjectLocation(_buckets[candidate.Folder], path.ToString()), path);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Candidate(long EndTicks, int Folder)
    {
        /// <summary>Of two at the same time, the one from the place that was given first comes first.</summary>
        public static int OldestFirst(Candidate a, Candidate b) =>
            a.EndTicks != b.EndTicks ? a.EndTicks.CompareTo(b.EndTicks) : b.Folder.CompareTo(a.Folder);
    }
}
