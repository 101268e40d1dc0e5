using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>A key or signer with its validity.</summary>
/// <param name="Key">The key.</param>
/// <param name="From">Start of validity (inclusive); <c>null</c> for no limit.</param>
/// <param name="Until">End of validity (inclusive); <c>null</c> for no limit.</param>
internal sealed record ValidKey<T>(T Key, DateTimeOffset? From, DateTimeOffset? Until)
    where T : class
{
    /// <summary>Returns the most recently issued key that is valid at the given time, or <c>null</c>.</summary>
    /// <exception cref="KeyFileException">
    /// Two keys became valid at the same time, so the choice is ambiguous.
    /// </exception>
    public static ValidKey<T>? Newest(IEnumerable<ValidKey<T>> keys, DateTimeOffset time, string source)
    {
        var valid = keys.Where(key =>
                (key.From is null || key.From <= time) && (key.Until is null || key.Until >= time)
            )
            .ToList();
        // Keys without a start come first. Max is null only if no key has a start.
        var latest = valid.Max(key => key.From);
        var newest = valid.Where(key => key.From == latest).DistinctBy(key => key.Key).ToList();
        return newest.Count <= 1
            ? newest.SingleOrDefault()
            : throw new KeyFileException(
                $"{source}: {newest.Count} keys valid at {UtcTime.Format(time)} became valid at the same time, "
                    + "so the signing key is ambiguous",
                "keep one of them and move the others away"
            );
    }
}
