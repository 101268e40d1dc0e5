using System.Runtime.InteropServices;
using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Verification;

/// <summary>A digest object that a listing contains. Its path is an unverified claim.</summary>
internal sealed record ListedDigest(ObjectLocation Location, DigestPath Path);

/// <summary>
/// The listed digest objects of one chain, from all its folders. Object paths are unverified claims: they only show
/// where to look when there is no link to follow. Stores numbers only, because years of digests are many.
/// </summary>
/// <param name="maxDigests">Maximum number of digests to keep.</param>
internal sealed class DigestListing(int maxDigests)
{
    private readonly List<DigestPath> _folders = [];
    private readonly List<string> _buckets = [];

    /// <summary>Oldest first, after <see cref="Sort"/>.</summary>
    private readonly List<Candidate> _candidates = [];

    /// <summary>Whether the folders contain more digests than the maximum.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>
    /// Adds a digest. Returns <c>false</c> if the listing is full. Call <see cref="Sort"/> after the last one.
    /// </summary>
    public bool TryAdd(string bucket, DigestPath path)
    {
        IsTruncated |= _candidates.Count == maxDigests;
        if (IsTruncated)
            return false;
        if (_folders.Count == 0 || _buckets[^1] != bucket || _folders[^1].RegionFolder != path.RegionFolder)
        {
            _folders.Add(path);
            _buckets.Add(bucket);
        }
        _candidates.Add(new Candidate(path.End.UtcTicks, _folders.Count - 1));
        return true;
    }

    /// <summary>Sorts the digests that were added.</summary>
    public void Sort() => _candidates.Sort(Candidate.OldestFirst);

    /// <summary>
    /// Returns the newest digests that end before a time: one for each folder that has a digest with this end, in the
    /// order in which the folders were added. Empty if there is none.
    /// </summary>
    public IReadOnlyList<ListedDigest> NewestBefore(DateTimeOffset end)
    {
        var newest = CountBefore(end) - 1;
        var found = new List<ListedDigest>(1);
        for (var i = newest; i >= 0 && _candidates[i].EndTicks == _candidates[newest].EndTicks; i--)
            found.Add(ToDigest(_candidates[i]));
        return found;
    }

    /// <summary>Returns the digests that end at a time: one for each folder that has one.</summary>
    public IEnumerable<ListedDigest> At(DateTimeOffset end)
    {
        for (var i = CountBefore(end); i < _candidates.Count && _candidates[i].EndTicks == end.UtcTicks; i++)
            yield return ToDigest(_candidates[i]);
    }

    /// <summary>Returns the digests that end between two times (both exclusive), newest first.</summary>
    public IEnumerable<ListedDigest> Between(DateTimeOffset older, DateTimeOffset newer)
    {
        for (var i = CountBefore(newer) - 1; i >= 0 && _candidates[i].EndTicks > older.UtcTicks; i--)
            yield return ToDigest(_candidates[i]);
    }

    /// <summary>
    /// Returns all digests that end before a time, newest first. Do not continue the enumeration after a digest was
    /// added.
    /// </summary>
    public IEnumerable<ListedDigest> NewestFirst(DateTimeOffset before)
    {
        for (var i = CountBefore(before) - 1; i >= 0; i--)
            yield return ToDigest(_candidates[i]);
    }

    /// <summary>Returns the number of digests that end before a time.</summary>
    private int CountBefore(DateTimeOffset end)
    {
        var (low, high) = (0, _candidates.Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (_candidates[middle].EndTicks < end.UtcTicks)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private ListedDigest ToDigest(Candidate candidate)
    {
        var path = _folders[candidate.Folder] with { End = new DateTimeOffset(candidate.EndTicks, TimeSpan.Zero) };
        return new ListedDigest(new ObjectLocation(_buckets[candidate.Folder], path.ToString()), path);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Candidate(long EndTicks, int Folder)
    {
        /// <summary>Compares by time. With equal times, the folder that was added first sorts last.</summary>
        public static int OldestFirst(Candidate a, Candidate b) =>
            a.EndTicks != b.EndTicks ? a.EndTicks.CompareTo(b.EndTicks) : b.Folder.CompareTo(a.Folder);
    }
}
