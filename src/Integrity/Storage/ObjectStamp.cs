namespace Integrity.Storage;

/// <summary>
/// What a store says of an object besides its bytes. Claims: they tell that an object was written again, and prove nothing.
/// </summary>
/// <param name="Length">Its length in bytes; <c>null</c> when the store does not say.</param>
/// <param name="EntityTag">Its entity tag, as the store writes it; <c>null</c> when there is none.</param>
/// <param name="VersionId">Its version; <c>null</c> when the store keeps none, or does not say.</param>
/// <param name="LastModified">When it was written, UTC; <c>null</c> when the store does not say.</param>
public sealed record ObjectStamp(long? Length, string? EntityTag, string? VersionId, DateTimeOffset? LastModified)
{
    /// <summary>Nothing is said.</summary>
    public static ObjectStamp Unknown { get; } = new(null, null, null, null);

    /// <summary>The stamp of a file: its length and the time of its last change.</summary>
    internal static ObjectStamp Of(FileInfo file) =>
        new(file.Length, null, null, new DateTimeOffset(file.LastWriteTimeUtc));
}
