using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>
/// The digest objects of one chain that lie in the store, newest last. Their names are the claims of whoever wrote them: they say where to look
/// when there is no link to follow, nothing else. Kept as numbers, since years of digests are many.
/// </summary>
internal sealed class DigestListing
{
    /// <summary>How many objects that are no digests are named; further ones are counted.</summary>
    private const int MaxUnexpected = 1_000;

    private readonly List<DigestPath> _folders = [];
    private readonly List<string> _buckets = [];
    private readonly List<Candidate> _candidates = [];
    private readonly List<ObjectLocation> _unexpected = [];
    private long _furtherUnexpected;
    private int _next;

    /// <summary>Whether there were more digests than the bound allows.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Objects among them that are no digests by their names, of whichever trail; on the last one, how many more there are.</summary>
    public IEnumerable<(ObjectLocation Location, long More)> Unexpected =>
        _unexpected.Select((location, i) => (location, i == _unexpected.Count - 1 ? _furtherUnexpected : 0));

    /// <summary>Lists the digests of the main and of the backfill chain, whose end lies between two moments (both inclusive).</summary>
    /// <exception cref="StoreException">The store could not list them.</exception>
    public static async Task<(DigestListing Main, DigestListing Backfill)> LoadAsync(
        IObjectReader reader, ChainFolders chain, DateTimeOffset from, DateTimeOffset until, int maxDigests, CancellationToken cancellationToken)
    {
        var (main, backfill) = (new DigestListing(), new DigestListing());
        var lastDay = UtcTime.FormatFolder(until) + "/\uffff";
        foreach (var folder in chain.Folders)
        {
            await foreach (var key in reader.ListAsync(folder.Bucket, folder.Key, folder.Key + UtcTime.FormatFolder(from), cancellationToken))
            {
                if (string.CompareOrdinal(key, folder.Key.Length, lastDay, 0, int.MaxValue) > 0) break;
                if (!IsDigest(key, chain, folder, out var digestKey))
                {
                    if (digestKey?.RegionFolder != folder.Key) main.TakeNote(new ObjectLocation(folder.Bucket, key));
                    continue;
                }
                if (digestKey.End < from || digestKey.End > until) continue;
                if ((digestKey.IsBackfill ? backfill : main).TryAdd(folder.Bucket, digestKey, maxDigests)) continue;
                break;
            }
        }
        return (main.Sorted(), backfill.Sorted());
    }

    private DigestListing Sorted()
    {
        _candidates.Sort(Candidate.OldestFirst);
        _next = _candidates.Count - 1;
        return this;
    }

    /// <summary>The oldest digest of the main chain that ends after a moment; <c>null</c> when there is none.</summary>
    /// <exception cref="StoreException">The store could not list them.</exception>
    public static async Task<(ObjectLocation Location, DigestPath Key)?> FirstAfterAsync(
        IObjectReader reader, ChainFolders chain, DateTimeOffset time, CancellationToken cancellationToken)
    {
        (ObjectLocation Location, DigestPath Key)? first = null;
        foreach (var folder in chain.Folders)
        {
            await foreach (var key in reader.ListAsync(folder.Bucket, folder.Key, folder.Key + UtcTime.FormatFolder(time), cancellationToken))
            {
                if (!IsDigest(key, chain, folder, out var digestKey) || digestKey.IsBackfill || digestKey.End <= time) continue;
                if (first is null || digestKey.End < first.Value.Key.End) first = (new ObjectLocation(folder.Bucket, key), digestKey);
                break;
            }
        }
        return first;
    }

    /// <summary>
    /// Whether a key is where a digest of the chain lies. A whole digest key can be repeated below a folder of its own,
    /// and would come before the genuine one of the same time.
    /// </summary>
    private static bool IsDigest(string key, ChainFolders chain, ObjectLocation folder, [NotNullWhen(true)] out DigestPath? digestKey) =>
        DigestPath.TryParse(key, out digestKey) && digestKey.Chain == chain.Chain && digestKey.RegionFolder == folder.Key;

    private void TakeNote(ObjectLocation unexpected)
    {
        if (_unexpected.Count < MaxUnexpected) _unexpected.Add(unexpected);
        else _furtherUnexpected++;
    }

    private bool TryAdd(string bucket, DigestPath key, int maxDigests)
    {
        IsCut = _candidates.Count == maxDigests;
        if (IsCut) return false;
        if (_folders.Count == 0 || _buckets[^1] != bucket || _folders[^1].RegionFolder != key.RegionFolder)
        {
            _folders.Add(key);
            _buckets.Add(bucket);
        }
        _candidates.Add(new Candidate(key.End.UtcTicks, _folders.Count - 1));
        return true;
    }

    /// <summary>The newest digest that ends before <paramref name="end"/>, which must not be later than in the call before; <c>null</c> when there is none.</summary>
    public (ObjectLocation Location, DigestPath Key)? NextBefore(DateTimeOffset end)
    {
        while (_next >= 0 && _candidates[_next].EndTicks >= end.UtcTicks) _next--;
        if (_next < 0) return null;
        return ToDigest(_candidates[_next]);
    }

    /// <summary>The digests that end between two moments (neither inclusive), newest first; the moments are not later than in the calls before.</summary>
    public IEnumerable<(ObjectLocation Location, DigestPath Key)> PassedOver(DateTimeOffset newer, DateTimeOffset older)
    {
        for (; _next >= 0 && _candidates[_next].EndTicks > older.UtcTicks; _next--)
        {
            if (_candidates[_next].EndTicks < newer.UtcTicks) yield return ToDigest(_candidates[_next]);
        }
    }

    /// <summary>All digests, newest first.</summary>
    public IEnumerable<(ObjectLocation Location, DigestPath Key)> NewestFirst()
    {
        for (var i = _candidates.Count - 1; i >= 0; i--) yield return ToDigest(_candidates[i]);
    }

    private (ObjectLocation Location, DigestPath Key) ToDigest(Candidate candidate)
    {
        var key = _folders[candidate.Folder] with { End = new DateTimeOffset(candidate.EndTicks, TimeSpan.Zero) };
        return (new ObjectLocation(_buckets[candidate.Folder], key.ToString()), key);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Candidate(long EndTicks, int Folder)
    {
        /// <summary>Of two at the same time, the one from the place that was given first is handed out first.</summary>
        public static int OldestFirst(Candidate a, Candidate b) => a.EndTicks != b.EndTicks ? a.EndTicks.CompareTo(b.EndTicks) : b.Folder.CompareTo(a.Folder);
    }
}
