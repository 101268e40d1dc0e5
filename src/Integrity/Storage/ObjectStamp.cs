namespace Integrity.Storage;

/// <summary>
/// What a store reports about an object besides its content. Shows that an object was rewritten, but proves nothing.
/// </summary>
/// <param name="Length">The length in bytes; <c>null</c> if unknown.</param>
/// <param name="EntityTag">
/// The entity tag (ETag), exactly as the store returns it; <c>null</c> if there is none.
/// </param>
/// <param name="VersionId">The version ID; <c>null</c> if unknown or not versioned.</param>
/// <param name="LastModified">The time of the last write, in UTC; <c>null</c> if unknown.</param>
public sealed record ObjectStamp(long? Length, string? EntityTag, string? VersionId, DateTimeOffset? LastModified)
{
    /// <summary>The stamp if nothing is known.</summary>
    public static ObjectStamp Unknown { get; } = new(null, null, null, null);

    /// <summary>Returns the stamp of a file: its length and last write time.</summary>
    internal static ObjectStamp Of(FileInfo file) =>
        new(file.Length, null, null, new DateTimeOffset(file.LastWriteTimeUtc));
}
