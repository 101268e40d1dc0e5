namespace Integrity.Digests;

/// <summary>
/// The content of a digest: claims, until its signature is verified.
/// Source of the fields: "CloudTrail digest file structure" in the AWS CloudTrail User Guide.
/// </summary>
public sealed record Digest
{
    /// <summary>The account whose log files it lists.</summary>
    public required string AccountId { get; init; }

    /// <summary>The time that it covers.</summary>
    public required DigestPeriod Period { get; init; }

    /// <summary>Where it was delivered.</summary>
    public required ObjectLocation Location { get; init; }

    /// <summary>The name of the key that signed it.</summary>
    public required KeyFingerprint Fingerprint { get; init; }

    /// <summary>The name of the signature's algorithm.</summary>
    public string SignatureAlgorithm { get; init; } = Algorithms.Sha256WithRsa;

    /// <summary>The time of the newest event in its log files, UTC; <c>null</c> when there is none.</summary>
    public DateTimeOffset? NewestEventTime { get; init; }

    /// <summary>The time of the oldest event in its log files, UTC; <c>null</c> when there is none.</summary>
    public DateTimeOffset? OldestEventTime { get; init; }

    /// <summary>The link to the digest before it; <c>null</c> in a starting digest.</summary>
    public PreviousDigest? Previous { get; init; }

    /// <summary>The log files delivered within the period, in the order in which it lists them.</summary>
    public required IReadOnlyList<LogFileEntry> LogFiles { get; init; }
}
