using Integrity.Digests;

namespace Integrity.Cli.Service;

/// <summary>How one chain is doing, and what was done for it since the service began.</summary>
internal sealed record ChainStatus(ChainId Chain)
{
    /// <summary>The end of the newest digest; <c>null</c> while there is none.</summary>
    public DateTimeOffset? LastDigestEnd { get; init; }

    /// <summary>When the last round ended that did what there was to do; <c>null</c> before the first.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    public long DigestsWritten { get; init; }

    public long BackfillDigestsWritten { get; init; }

    public long LogFilesHashed { get; init; }

    /// <summary>Those of the log files hashed that came after the digest of their hour.</summary>
    public long LateLogFiles { get; init; }

    /// <summary>What was read from the store, as it is stored.</summary>
    public long BytesRead { get; init; }

    public long Failures { get; init; }

    /// <summary>How many rounds in a row have failed by now.</summary>
    public int FailuresInARow { get; init; }

    public string? LastError { get; init; }

    /// <summary>How long ago the next digest should have been there; zero when it is not due yet.</summary>
    public TimeSpan Lag(DateTimeOffset now, TimeSpan grace) =>
        LastDigestEnd is { } end && now - end - RoundSchedule.Hour - grace is var late && late > TimeSpan.Zero
            ? late
            : TimeSpan.Zero;
}
