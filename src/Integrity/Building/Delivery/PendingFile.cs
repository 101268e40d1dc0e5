using Integrity.Digests;
using Integrity.Hints;

namespace Integrity.Building.Delivery;

/// <summary>A file on its way into the store.</summary>
/// <param name="Path">The file, as it was given.</param>
internal sealed record PendingFile(string Path)
{
    /// <summary>What it was when it was looked at; <c>null</c> when that failed.</summary>
    public LogFileSource? Source { get; init; }

    /// <summary>The time that its name must have; <c>null</c> for that of its delivery.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>What is to be stored; <c>null</c> when nothing is, or not yet.</summary>
    public PackedLogFile? Packed { get; init; }

    /// <summary>Where its content lies already; <c>null</c> when it does not.</summary>
    public ObjectLocation? Existing { get; init; }

    /// <summary>What became of it; <c>null</c> while it is on its way.</summary>
    public DeliveryResult? Result { get; init; }

    public PendingFile Ended(DeliveryStatus status) =>
        this with
        {
            Result = new DeliveryResult(Path, status) { SourceBytes = Source?.Length ?? 0 },
        };

    public PendingFile Failed(string problem, Hint? hint) =>
        this with
        {
            Result = new DeliveryResult(Path, DeliveryStatus.Failed)
            {
                SourceBytes = Source?.Length ?? 0,
                Problem = problem,
                Hint = hint,
            },
        };
}
