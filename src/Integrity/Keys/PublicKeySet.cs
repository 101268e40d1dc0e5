namespace Integrity.Keys;

/// <summary>Public keys that were read, and those that could not be.</summary>
/// <param name="Keys">The usable keys.</param>
/// <param name="Unreadable">The unreadable keys.</param>
public sealed record PublicKeySet(IReadOnlyList<TrustedKey> Keys, IReadOnlyList<UnreadableKey> Unreadable)
{
    /// <summary>Combines several sets.</summary>
    internal static PublicKeySet Of(IEnumerable<PublicKeySet> sets)
    {
        var all = sets.ToList();
        return new PublicKeySet([.. all.SelectMany(set => set.Keys)], [.. all.SelectMany(set => set.Unreadable)]);
    }
}
