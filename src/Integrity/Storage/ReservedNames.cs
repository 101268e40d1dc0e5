namespace Integrity.Storage;

/// <summary>
/// Names that this program gives to files which are not objects. Anyone can give them, so a name alone proves nothing:
/// a file <c>NAME.meta.json</c> is the metadata of the object <c>NAME</c> only where that object is; without it, it is
/// an object itself, as in S3.
/// </summary>
internal static class ReservedNames
{
    /// <summary>
    /// The ending of files that are being written, and of those that a killed writer left. They are objects: whoever
    /// forges one can name it so.
    /// </summary>
    public const string Unfinished = ".ctverify-unfinished";

    /// <summary>Whether a name, or a key, is that of the metadata of an object that is there.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isFile">Whether there is a regular file of a name.</param>
    public static bool IsSidecar(ReadOnlySpan<char> name, Func<ReadOnlySpan<char>, bool> isFile)
    {
        // the metadata of an object that is itself metadata is not: A.meta.json.meta.json beside A.meta.json and A is
        // an object
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
