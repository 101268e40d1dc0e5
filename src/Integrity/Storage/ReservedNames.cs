namespace Integrity.Storage;

/// <summary>
/// File names with a meaning. A name alone proves nothing, because anyone can create such a file. <c>NAME.meta.json</c>
/// is the metadata of the object <c>NAME</c> only if that object exists. Otherwise it is an object itself, as in S3.
/// </summary>
internal static class ReservedNames
{
    /// <summary>
    /// The suffix of temporary files and of those that a killed writer left behind. They count as objects, because an
    /// attacker can choose the same suffix.
    /// </summary>
    public const string Unfinished = ".ctverify-unfinished";

    /// <summary>Returns whether the file is the metadata of an existing object.</summary>
    /// <param name="name">The file name or path.</param>
    /// <param name="isFile">Returns whether a regular file of a name exists.</param>
    public static bool IsSidecar(ReadOnlySpan<char> name, Func<ReadOnlySpan<char>, bool> isFile)
    {
        // A sidecar has no sidecar: if A and A.meta.json exist, A.meta.json.meta.json is an object.
        var sidecar = false;
        while (
            name.EndsWith(MetadataSidecar.Ending, StringComparison.Ordinal)
            && isFile(name[..^MetadataSidecar.Ending.Length])
        )
        {
            sidecar = !sidecar;
            name = name[..^MetadataSidecar.Ending.Length];
        }
        return sidecar;
    }
}
