using Integrity.Digests;
using Integrity.Hints;

namespace Integrity.Building.Delivery;

/// <summary>A file being delivered.</summary>
/// <param name="Path">The file, as passed by the caller.</param>
internal sealed record PendingFile(string Path)
{
    /// <summary>The inspected file; <c>null</c> if inspecting it failed.</summary>
    public LogFileSource? Source { get; init; }

    /// <summary>The time in its name; <c>null</c> for the time of its delivery.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The content to store; <c>null</c> if there is none or it is not packed yet.</summary>
    public PackedLogFile? Packed { get; init; }

    /// <summary>The location of an earlier delivery; <c>null</c> if there is none.</summary>
    public ObjectLocation? Existing { get; init; }

    /// <summary>The result; <c>null</c> until it is known.</summary>
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
