namespace Integrity.Keys;

/// <summary>Public keys as they were read: those that can be used, and what cannot.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="Unreadable">What could not be read as a key.</param>
public sealed record PublicKeySet(IReadOnlyList<TrustedKey> Keys, IReadOnlyList<UnreadableKey> Unreadable)
{
    /// <summary>All of several sets.</summary>
    internal static PublicKeySet Of(IEnumerable<PublicKeySet> sets)
    {
        var all = sets.ToList();
        return new PublicKeySet([.. all.SelectMany(set => set.Keys)], [.. all.SelectMany(set => set.Unreadable)]);
    }
}
