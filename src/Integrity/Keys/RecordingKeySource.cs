namespace Integrity.Keys;

/// <summary>
/// The keys of another source, of which is remembered what could not be read as a key, so that it can be reported once.
/// Safe for use by several tasks at once.
/// </summary>
/// <param name="inner">Where the keys come from.</param>
internal sealed class RecordingKeySource(IKeySource inner) : IKeySource
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, UnreadableKey> _unreadable = new(StringComparer.Ordinal);

    /// <summary>What could not be read among the keys of all regions that were asked for, in a fixed order.</summary>
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
