using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>What was found on one log file that a verified digest lists.</summary>
public sealed record LogFileResult : CheckResult
{
    internal LogFileResult(ChainId chain, bool isBackfill, LogFileEntry entry, IReadOnlyList<Finding> findings)
        : base(chain, isBackfill, findings) => Entry = entry;

    /// <summary>What the digest says of it.</summary>
    public LogFileEntry Entry { get; }
}
