using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>A key, in whichever form, and the time in which it may sign.</summary>
/// <param name="Key">The key.</param>
/// <param name="From">The first moment; <c>null</c> for no bound.</param>
/// <param name="Until">The last moment; <c>null</c> for no bound.</param>
internal sealed record ValidKey<T>(T Key, DateTimeOffset? From, DateTimeOffset? Until)
    where T : class
{
    /// <summary>Of the keys that are valid at a time the one whose validity began last; <c>null</c> when none is.</summary>
    /// <exception cref="KeyFileException">Nothing says which of two is to sign.</exception>
    public static ValidKey<T>? Newest(IEnumerable<ValidKey<T>> keys, DateTimeOffset time, string source)
    {
        var valid = keys.Where(key =>
                (key.From is null || key.From <= time) && (key.Until is null || key.Until >= time)
            )
            .ToList();
        // a key without a bound has been valid longer than any other: Max is null only when all are
        var latest = valid.Max(key => key.From);
        var newest = valid.Where(key => key.From == latest).DistinctBy(key => key.Key).ToList();
        return newest.Count <= 1
            ? newest.SingleOrDefault()
            : throw new KeyFileException(
                $"{source}: {newest.Count} keys are valid at {UtcTime.Format(time)} since the same moment, so nothing says which is to sign",
                "keep one of them, and move the others away"
            );
    }
}
