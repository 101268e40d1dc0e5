namespace Integrity.Digests;

/// <summary>
/// The content of a digest. Nothing in it is trustworthy until the signature is verified.
/// Source of the fields: "CloudTrail digest file structure" in the AWS CloudTrail User Guide.
/// </summary>
public sealed record Digest
{
    /// <summary>The account of the listed log files.</summary>
    public required string AccountId { get; init; }

    /// <summary>The period that the digest covers.</summary>
    public required DigestPeriod Period { get; init; }

    /// <summary>The location to which the digest was delivered.</summary>
    public required ObjectLocation Location { get; init; }

    /// <summary>The fingerprint of the public key for the signature.</summary>
    public required KeyFingerprint Fingerprint { get; init; }

    /// <summary>The name of the signature algorithm.</summary>
    public string SignatureAlgorithm { get; init; } = Algorithms.Sha256WithRsa;

    /// <summary>The time of the newest event in the log files, UTC; <c>null</c> if there are no events.</summary>
    public DateTimeOffset? NewestEventTime { get; init; }

    /// <summary>The time of the oldest event in the log files, UTC; <c>null</c> if there are no events.</summary>
    public DateTimeOffset? OldestEventTime { get; init; }

    /// <summary>The link to the previous digest; <c>null</c> in a starting digest.</summary>
    public PreviousDigest? Previous { get; init; }

    /// <summary>The log files delivered in the period, in the order of the digest.</summary>
    public required IReadOnlyList<LogFileEntry> LogFiles { get; init; }
}
