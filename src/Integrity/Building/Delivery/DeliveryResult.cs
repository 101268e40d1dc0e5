using Integrity.Digests;
using Integrity.Hints;

namespace Integrity.Building.Delivery;

/// <summary>Result for one file.</summary>
/// <param name="Path">The file, as passed by the caller.</param>
/// <param name="Status">The outcome.</param>
public sealed record DeliveryResult(string Path, DeliveryStatus Status)
{
    /// <summary>The location of the content in the store; <c>null</c> if it is not stored.</summary>
    public ObjectLocation? Location { get; init; }

    /// <summary>The size of the file, in bytes.</summary>
    public long SourceBytes { get; init; }

    /// <summary>The size of the object, in bytes; 0 if none was written.</summary>
    public long StoredBytes { get; init; }

    /// <summary>Whether the file was deleted after its delivery.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>
    /// The problem, without the name of the file; <c>null</c> if there was none. Also set if a delivered file could
    /// not be deleted as requested.
    /// </summary>
    public string? Problem { get; init; }

    /// <summary>How to fix the problem; <c>null</c> if unknown.</summary>
    public Hint? Hint { get; init; }
}
