namespace Integrity.Keys;

/// <summary>
/// Wraps a key source and records its unreadable keys, so that each is reported once. Safe for concurrent use.
/// </summary>
/// <param name="inner">The source of the keys.</param>
internal sealed class RecordingKeySource(IKeySource inner) : IKeySource
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, UnreadableKey> _unreadable = new(StringComparer.Ordinal);

    /// <summary>The unreadable keys of all requested regions, in a fixed order.</summary>
    public IReadOnlyList<UnreadableKey> Unreadable
    {
        get
        {
            lock (_lock)
                return [.. _unreadable.Values];
        }
    }

    /// <inheritdoc/>
    public async ValueTask<KeyRing> GetAsync(
        string region,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken = default
    )
    {
        var ring = await inner.GetAsync(region, from, until, cancellationToken).ConfigureAwait(false);
        if (ring.Unreadable.Count == 0)
            return ring;
        lock (_lock)
        {
            foreach (var key in ring.Unreadable.Where(key => key.IsFor(region)))
                _unreadable[key.ToString()] = key;
        }
        return ring;
    }
}
