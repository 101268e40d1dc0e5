namespace Integrity.Storage.Local;

/// <summary>
/// Finds the copies of which more than one can be the same bucket. Which of them is meant is for the caller to say,
/// because any choice could be an attacker's:
/// whoever can write beside a bucket can put a copy there that was not tampered with.
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

    /// <summary>The copies in question, in the order given.</summary>
    public static IReadOnlyList<LocalCopy> Among(IReadOnlyList<LocalCopy> copies) => new LayoutConflicts(copies).Find();

    private List<LocalCopy> Find()
    {
        var buckets = _bucketFolders
            .Where(folders => folders.Value.Count > 1)
            .Select(folders => folders.Key)
            .ToHashSet(StringComparer.Ordinal);
        var strays = new HashSet<LocalCopy>();
        foreach (var copy in _copies)
        {
            // digests that were deleted or forged must not take a bucket out of the question
            foreach (var bucket in copy.Path.Split('/').Where(name => IsElsewhere(copy, name)))
            {
                strays.Add(copy);
                buckets.Add(bucket);
            }
        }
        var claimedTwice = _copies
            .Where(copy => copy.Claimed is not null)
            .GroupBy(copy => copy.Claimed!)
            .Where(same => same.Count() > 1)
            .Select(same => same.Key)
            .ToHashSet();
        // no name on a path confirms the bucket whose root the source is, so another bucket inside of it could be the
        // planted one
        if (_copies.Any(copy => copy.IsInRoot) && _copies.Any(copy => !copy.IsInRoot))
            return [.. _copies];
        return
        [
            .. _copies.Where(copy =>
                buckets.Contains(copy.Place.Bucket)
                || strays.Contains(copy)
                || (copy.Claimed is { } claimed && claimedTwice.Contains(claimed))
            ),
        ];
    }

    /// <summary>Whether a copy lies under the name of a bucket, but not where the bucket's own directory is.</summary>
    private bool IsElsewhere(LocalCopy copy, string bucket)
    {
        if (!_bucketFolders.TryGetValue(bucket, out var folders))
            return false;
        if (copy.Place.Bucket != bucket)
            return true;
        return copy.Place.Prefix.Split('/').Contains(bucket, StringComparer.Ordinal)
            || !folders.Contains(copy.BucketFolder);
    }
}
