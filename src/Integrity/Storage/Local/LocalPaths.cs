using Integrity.Digests;

namespace Integrity.Storage.Local;

/// <summary>
/// Maps object locations, which an attacker may have chosen, to paths below a root directory. Opens nothing: callers
/// open the path from the root down without following links.
/// </summary>
internal sealed class LocalPaths(string root, string? onlyBucket)
{
    /// <summary>Returns whether an object can be stored as a file.</summary>
    public bool IsValid(ObjectLocation location)
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

    /// <summary>Returns the path below the root at which to write an object.</summary>
    /// <exception cref="StoreException">The location cannot be a file path.</exception>
    public string ToFilePath(ObjectLocation location)
    {
        if (!IsValid(location))
            throw new StoreException($"cannot store {location} below {root}: not a valid file path");
        return onlyBucket is null ? $"{location.Bucket}/{location.Path}" : location.Path;
    }

    /// <summary>Returns whether a file of this name is an object, rather than metadata or a temporary file.</summary>
    public static bool IsObject(ReadOnlySpan<char> name) =>
        !name.EndsWith(MetadataSidecar.Ending, StringComparison.Ordinal)
        && !name.EndsWith(LocalWrite.Unfinished, StringComparison.Ordinal);

    /// <summary>
    /// Returns whether the text is a safe path component. Objects whose names S3 allows but file systems do not cannot
    /// exist in a directory.
    /// </summary>
    public static bool IsSegment(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= 255
        && name is not ("." or "..")
        && name.IndexOfAny('\0', '/', '\\') < 0
        && (!OperatingSystem.IsWindows() || name.IndexOf(':') < 0);
}
