using Integrity.Checkpoints;
using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>Makes the next checkpoint out of the results of a verification. Not safe for use by several threads at once.</summary>
internal sealed class CheckpointCollector
{
    private readonly Dictionary<ChainId, CheckpointEntry> _newest = [];
    private readonly HashSet<ChainId> _undecided = [];

    /// <summary>Takes a result.</summary>
    public void Add(CheckResult result)
    {
        if (
            result is DigestResult { IsBackfill: false, Verified: { } digest, Link: { } link, Verdict: Verdict.Valid }
            && !_newest.ContainsKey(result.Chain)
        )
            _newest.Add(result.Chain, new CheckpointEntry(result.Chain, digest.Period, link));
        if (
            result is UnlistedResult stray
            && stray.Findings.Any(finding =>
                finding.Code is FindingCode.LogFileUndecided or FindingCode.LogListingUnreadable
            )
        )
            _undecided.Add(result.Chain);
    }

    /// <summary>
    /// The checkpoint after the verification. A chain in which anything was invalid or could not be checked keeps the entry it had, so that it is looked at again;
    /// hours that no digest covers are told once, and do not hold it back.
    /// </summary>
    /// <param name="earlier">The checkpoint before it; <c>null</c> when there was none.</param>
    /// <param name="report">The sums of the same results.</param>
    public Checkpoint Advance(Checkpoint? earlier, VerificationSummary report)
    {
        var entries = (earlier?.Entries ?? []).ToDictionary(entry => entry.Chain);
        foreach (var (chain, section) in report.Chains)
        {
            if (!IsChecked(section) || _undecided.Contains(chain) || !_newest.TryGetValue(chain, out var newest))
                continue;
            if (!entries.TryGetValue(chain, out var known) || newest.Period.End > known.Period.End)
                entries[chain] = newest;
        }
        return new Checkpoint(
            report.Trail,
            [.. entries.Values.OrderBy(entry => entry.Chain.ToString(), StringComparer.Ordinal)]
        );
    }

    private static bool IsChecked(ResultSummary section) =>
        section.Verdict != Verdict.Invalid
        && section.Digests.Incomplete + section.BackfillDigests.Incomplete + section.LogFiles.Incomplete == 0;
}
