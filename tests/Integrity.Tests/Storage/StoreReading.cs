using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Tests.Storage;

/// <summary>Extension methods that read from a store in one call.</summary>
internal static class StoreReading
{
    public static async Task<IReadOnlyList<string>> ObjectPathsAsync(
        this IObjectReader store,
        string prefix = "",
        string? startAfter = null,
        string bucket = "bucket"
    )
    {
        var paths = new List<string>();
        await foreach (var path in store.ListAsync(bucket, prefix, startAfter, default))
            paths.Add(path);
        return paths;
    }

    public static async Task<IReadOnlyList<string>> FoldersAsync(
        this IObjectReader store,
        string prefix = "",
        string bucket = "bucket"
    )
    {
        var names = new List<string>();
        await foreach (var name in store.ListFoldersAsync(bucket, prefix, default))
            names.Add(name);
        return names;
    }

    /// <summary>Returns the content of an object as text, or <c>null</c> if it does not exist.</summary>
    public static async Task<string?> ReadAsync(this IObjectReader store, string path, string bucket = "bucket")
    {
        await using var stored = await store.OpenAsync(new ObjectLocation(bucket, path), default);
        if (stored is null)
            return null;
        using var reader = new StreamReader(stored.Content);
        return await reader.ReadToEndAsync();
    }

    public static async Task<IReadOnlyDictionary<string, string>?> MetadataAsync(
        this IObjectReader store,
        string path,
        string bucket = "bucket"
    )
    {
        await using var stored = await store.OpenAsync(new ObjectLocation(bucket, path), default);
        return await stored!.ReadMetadataAsync(default);
    }
}
