using Integrity.Digests;

namespace Integrity.Cli.Service;

/// <summary>The state of one chain, and counters since the service started.</summary>
internal sealed record ChainStatus(ChainId Chain)
{
    /// <summary>End of the newest digest; <c>null</c> if there is none.</summary>
    public DateTimeOffset? LastDigestEnd { get; init; }

    /// <summary>End of the last successful round; <c>null</c> before the first.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    public long DigestsWritten { get; init; }

    public long BackfillDigestsWritten { get; init; }

    public long LogFilesHashed { get; init; }

    /// <summary>Number of hashed log files that arrived after the digest of their hour.</summary>
    public long LateLogFiles { get; init; }

    /// <summary>Bytes read from the store, compressed as stored.</summary>
    public long BytesRead { get; init; }

    public long Failures { get; init; }

    /// <summary>Number of failed rounds since the last success.</summary>
    public int FailuresInARow { get; init; }

    public string? LastError { get; init; }

    /// <summary>Returns how long the next digest has been overdue; zero if it is not due yet.</summary>
    public TimeSpan Lag(DateTimeOffset now, TimeSpan grace) =>
        LastDigestEnd is { } end && now - end - RoundSchedule.Hour - grace is var late && late > TimeSpan.Zero
            ? late
            : TimeSpan.Zero;
}
