namespace Integrity.Digests;

/// <summary>The entry of a log file in a digest.</summary>
/// <param name="Location">The location to which the log file was delivered.</param>
/// <param name="Hash">The hash of the decompressed log file.</param>
/// <param name="HashAlgorithm">The hash algorithm. Only <see cref="Algorithms.Sha256"/> is supported.</param>
/// <param name="NewestEventTime">The time of the newest event, UTC; <c>null</c> if there are no event times.</param>
/// <param name="OldestEventTime">The time of the oldest event, UTC; <c>null</c> if there are no event times.</param>
public sealed record LogFileEntry(
    ObjectLocation Location,
    Sha256Hash Hash,
    string HashAlgorithm,
    DateTimeOffset? NewestEventTime,
    DateTimeOffset? OldestEventTime
);
