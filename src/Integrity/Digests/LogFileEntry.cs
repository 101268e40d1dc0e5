namespace Integrity.Digests;

/// <summary>What a digest says of one log file.</summary>
/// <param name="Location">Where the log file was delivered.</param>
/// <param name="Hash">The hash of the log file's inflated content.</param>
/// <param name="HashAlgorithm">The name of the hash's algorithm; <see cref="Algorithms.Sha256"/> is the only one known.</param>
/// <param name="NewestEventTime">The time of the newest event in the file, UTC; <c>null</c> when the file has no event times.</param>
/// <param name="OldestEventTime">The time of the oldest event in the file, UTC; <c>null</c> when the file has no event times.</param>
public sealed record LogFileEntry(
    ObjectLocation Location,
    Sha256Hash Hash,
    string HashAlgorithm,
    DateTimeOffset? NewestEventTime,
    DateTimeOffset? OldestEventTime
);
