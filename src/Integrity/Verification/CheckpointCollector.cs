using Integrity.Checkpoints;
using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>Creates the next checkpoint from the results of a verification. Not thread-safe.</summary>
internal sealed class CheckpointCollector
{
    private readonly Dictionary<ChainId, CheckpointEntry> _newest = [];
    private readonly HashSet<ChainId> _undecided = [];

    /// <summary>Adds a result.</summary>
    public void Add(CheckResult result)
    {
        if (
            result is DigestResult { IsBackfill: false, Verified: { } digest, Link: { } link, Verdict: Verdict.Valid }
            && !_newest.ContainsKey(result.Chain)
        )
            _newest.Add(result.Chain, new CheckpointEntry(result.Chain, digest.Period, link));
        if (
            result is UnlistedResult unlisted
            && unlisted.Findings.Any(finding =>
                finding.Code is FindingCode.LogFileUndecided or FindingCode.LogListingUnreadable
            )
        )
            _undecided.Add(result.Chain);
    }

    /// <summary>
    /// Returns the checkpoint after the verification. A chain keeps its earlier entry if anything in it was invalid or
    /// could not be checked, so that the next verification checks it again. A gap is reported once and does not count.
    /// </summary>
    /// <param name="earlier">The checkpoint before the verification; <c>null</c> for none.</param>
    /// <param name="summary">The summary of the same results.</param>
    public Checkpoint Advance(Checkpoint? earlier, VerificationSummary summary)
    {
        var entries = (earlier?.Entries ?? []).ToDictionary(entry => entry.Chain);
        foreach (var (chain, results) in summary.Chains)
        {
            if (!IsChecked(results) || _undecided.Contains(chain) || !_newest.TryGetValue(chain, out var newest))
                continue;
            if (!entries.TryGetValue(chain, out var known) || newest.Period.End > known.Period.End)
                entries[chain] = newest;
        }
        return new Checkpoint(
            summary.Trail,
            [.. entries.Values.OrderBy(entry => entry.Chain.ToString(), StringComparer.Ordinal)]
        );
    }

    private static bool IsChecked(ResultSummary results) =>
        results.Verdict != Verdict.Invalid
        && results.Digests.Incomplete + results.BackfillDigests.Incomplete + results.LogFiles.Incomplete == 0;
}
