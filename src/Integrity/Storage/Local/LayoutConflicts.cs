namespace Integrity.Storage.Local;

/// <summary>
/// Finds copies that may belong to the same bucket. The caller must choose one, because any automatic choice could be
/// the attacker's: whoever can write beside a bucket can put an intact copy there.
/// </summary>
internal sealed class LayoutConflicts
{
    private readonly IReadOnlyList<LocalCopy> _copies;
    private readonly Dictionary<string, HashSet<string>> _bucketFolders = new(StringComparer.Ordinal);

    private LayoutConflicts(IReadOnlyList<LocalCopy> copies)
    {
        _copies = copies;
        foreach (var copy in copies)
        {
            if (!_bucketFolders.TryGetValue(copy.Place.Bucket, out var folders))
                _bucketFolders.Add(copy.Place.Bucket, folders = new(StringComparer.Ordinal));
            folders.Add(copy.BucketFolder);
        }
    }

    /// <summary>Returns the conflicting copies, in the given order.</summary>
    public static IReadOnlyList<LocalCopy> Among(IReadOnlyList<LocalCopy> copies) => new LayoutConflicts(copies).Find();

    private List<LocalCopy> Find()
    {
        var buckets = _bucketFolders
            .Where(folders => folders.Value.Count > 1)
            .Select(folders => folders.Key)
            .ToHashSet(StringComparer.Ordinal);
        var misplaced = new HashSet<LocalCopy>();
        foreach (var copy in _copies)
        {
            // Deleted or forged digests must not exclude a bucket.
            foreach (var bucket in copy.Path.Split('/').Where(name => IsMisplaced(copy, name)))
            {
                misplaced.Add(copy);
                buckets.Add(bucket);
            }
        }
        var claimedTwice = _copies
            .Where(copy => copy.Claimed is not null)
            .GroupBy(copy => copy.Claimed!)
            .Where(same => same.Count() > 1)
            .Select(same => same.Key)
            .ToHashSet();
        // No path component confirms that the source is the root of a bucket, so another bucket inside it could be the
        // planted one.
        if (_copies.Any(copy => copy.IsInRoot) && _copies.Any(copy => !copy.IsInRoot))
            return [.. _copies];
        return
        [
            .. _copies.Where(copy =>
                buckets.Contains(copy.Place.Bucket)
                || misplaced.Contains(copy)
                || (copy.Claimed is { } claimed && claimedTwice.Contains(claimed))
            ),
        ];
    }

    /// <summary>
    /// Returns whether a copy's path contains the name of a bucket but not the directory of that bucket.
    /// </summary>
    private bool IsMisplaced(LocalCopy copy, string bucket)
    {
        if (!_bucketFolders.TryGetValue(bucket, out var folders))
            return false;
        if (copy.Place.Bucket != bucket)
            return true;
        return copy.Place.Prefix.Split('/').Contains(bucket, StringComparer.Ordinal)
            || !folders.Contains(copy.BucketFolder);
    }
}
