using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>The result for one log file that a verified digest lists.</summary>
public sealed record LogFileResult : CheckResult
{
    internal LogFileResult(ChainId chain, bool isBackfill, LogFileEntry entry, IReadOnlyList<Finding> findings)
        : base(chain, isBackfill, findings) => Entry = entry;

    /// <summary>The entry in the digest.</summary>
    public LogFileEntry Entry { get; }
}
