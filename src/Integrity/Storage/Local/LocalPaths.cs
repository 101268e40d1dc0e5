using System.Collections.Concurrent;
using Integrity.Digests;

namespace Integrity.Storage.Local;

/// <summary>
/// Turns bucket and key, which an attacker may have chosen, into a path below a root folder, or into nothing.
/// Links below the root are not followed: they could lead out of it, or to a device that never ends.
/// </summary>
internal sealed class LocalPaths(string root, string? onlyBucket)
{
    private readonly ConcurrentDictionary<string, bool> _plainFolders = new(StringComparer.Ordinal);

    /// <summary>An existing file; <c>null</c> when there is none.</summary>
    /// <exception cref="StoreException">A link lies on the way.</exception>
    public FileInfo? Find(ObjectLocation location)
    {
        if (ToPath(location) is not { } path) return null;
        var file = new FileInfo(path);
        if (!file.Exists) return IsLink(file) ? throw LinkFound() : null;
        RefuseLinks(file);
        return file;
    }

    /// <summary>The folder of a bucket; <c>null</c> when there is none.</summary>
    public string? FindBucket(string bucket)
    {
        if (onlyBucket is not null) return bucket == onlyBucket && Directory.Exists(root) ? root : null;
        if (!IsSegment(bucket)) return null;
        var folder = new DirectoryInfo(Path.Combine(root, bucket));
        if (!folder.Exists) return null;
        return IsLink(folder) ? throw LinkFound() : folder.FullName;
    }

    /// <summary>The path at which to write an object.</summary>
    /// <exception cref="StoreException">The name cannot be the name of a file, or a link lies on the way.</exception>
    public string ForWriting(ObjectLocation location)
    {
        var path = ToPath(location) ?? throw new StoreException($"{location} cannot be the name of a file below {root}");
        var file = new FileInfo(path);
        RefuseLinks(file);
        return path;
    }

    private string? ToPath(ObjectLocation location)
    {
        if (onlyBucket is not null && location.Bucket != onlyBucket) return null;
        if (onlyBucket is null && !IsSegment(location.Bucket)) return null;
        if (!IsObject(location.Key)) return null;
        foreach (var range in location.Key.AsSpan().Split('/'))
        {
            if (!IsSegment(location.Key.AsSpan(range))) return null;
        }
        return Path.Combine(root, onlyBucket is null ? location.Bucket : "", location.Key);
    }

    /// <summary>Whether a file of that name is an object, and neither the metadata of one nor the beginning of one.</summary>
    public static bool IsObject(ReadOnlySpan<char> name) =>
        !name.EndsWith(MetadataSidecar.Ending, StringComparison.Ordinal) && !name.EndsWith(LocalWrite.Unfinished, StringComparison.Ordinal);

    /// <summary>One name in a path that leads neither up nor elsewhere. Names that S3 allows and a file system does not cannot exist in a folder.</summary>
    public static bool IsSegment(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= 255 && name is not ("." or "..") && name.IndexOfAny('\0', '/', '\\') < 0 && (!OperatingSystem.IsWindows() || name.IndexOf(':') < 0);

    private void RefuseLinks(FileSystemInfo entry)
    {
        if (IsLink(entry)) throw LinkFound();
        var looked = new List<string>();
        for (var folder = Path.GetDirectoryName(entry.FullName); folder is not null && folder.Length > root.Length && !_plainFolders.ContainsKey(folder); folder = Path.GetDirectoryName(folder))
        {
            if (IsLink(new DirectoryInfo(folder))) throw LinkFound();
            looked.Add(folder);
        }
        // only now: a folder is known to be plain when all those above it are
        foreach (var folder in looked) _plainFolders.TryAdd(folder, true);
    }

    /// <summary>Also of a link that leads nowhere; what does not exist at all is none.</summary>
    /// <exception cref="StoreException">It cannot be looked at.</exception>
    public static bool IsLink(FileSystemInfo entry)
    {
        try
        {
            return entry.Attributes != (FileAttributes)(-1) && entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
        }
        catch (PathTooLongException)
        {
            // nothing can have that name
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"the file cannot be looked at: {e.Message}", "let the user who verifies read its folder", e);
        }
    }

    private static StoreException LinkFound() => new("a symbolic link lies on its path, and links are not followed", "copy the files themselves into the folder");
}
