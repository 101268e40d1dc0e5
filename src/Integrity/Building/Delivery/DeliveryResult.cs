using Integrity.Digests;
using Integrity.Hints;

namespace Integrity.Building.Delivery;

/// <summary>What became of one file.</summary>
/// <param name="Path">The file, as it was given.</param>
/// <param name="Status">What became of it.</param>
public sealed record DeliveryResult(string Path, DeliveryStatus Status)
{
    /// <summary>Where its content lies; <c>null</c> when it lies nowhere.</summary>
    public ObjectLocation? Location { get; init; }

    /// <summary>The length of the file in bytes.</summary>
    public long SourceBytes { get; init; }

    /// <summary>The length of the object in bytes; 0 when none was written.</summary>
    public long StoredBytes { get; init; }

    /// <summary>Whether the file was removed after its delivery.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>What went wrong, without the name of the file; <c>null</c> when nothing did. A file that was delivered, but could not be removed as was asked, has a problem too.</summary>
    public string? Problem { get; init; }

    /// <summary>What would mend it; <c>null</c> when nothing is known.</summary>
    public Hint? Hint { get; init; }
}
