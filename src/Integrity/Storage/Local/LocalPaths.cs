using Integrity.Digests;

namespace Integrity.Storage.Local;

/// <summary>
/// Turns bucket and key, which an attacker may have chosen, into a path below a root folder, or into nothing. Nothing
/// is
/// opened here: who opens the path goes from the root down and follows no links.
/// </summary>
internal sealed class LocalPaths(string root, string? onlyBucket)
{
    /// <summary>Whether a file can have the name of an object.</summary>
    public bool IsPossible(ObjectLocation location)
    {
        if (onlyBucket is not null && location.Bucket != onlyBucket)
            return false;
        if (onlyBucket is null && !IsSegment(location.Bucket))
            return false;
        if (!IsObject(location.Path))
            return false;
        foreach (var range in location.Path.AsSpan().Split('/'))
        {
            if (!IsSegment(location.Path.AsSpan(range)))
                return false;
        }
        return true;
    }

    /// <summary>The path below the root at which to write an object.</summary>
    /// <exception cref="StoreException">The name cannot be the name of a file.</exception>
    public string ForWriting(ObjectLocation location)
    {
        if (!IsPossible(location))
            throw new StoreException($"{location} cannot be the name of a file below {root}");
        return onlyBucket is null ? $"{location.Bucket}/{location.Path}" : location.Path;
    }

    /// <summary>Whether a file of that name is an object, and neither the metadata of one nor the beginning of one.</summary>
    public static bool IsObject(ReadOnlySpan<char> name) =>
        !name.EndsWith(MetadataSidecar.Ending, StringComparison.Ordinal)
        && !name.EndsWith(LocalWrite.Unfinished, StringComparison.Ordinal);

    /// <summary>One name in a path that leads neither up nor elsewhere. Names that S3 allows and a file system does not cannot exist in a folder.</summary>
    public static bool IsSegment(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= 255
        && name is not ("." or "..")
        && name.IndexOfAny('\0', '/', '\\') < 0
        && (!OperatingSystem.IsWindows() || name.IndexOf(':') < 0);
}
