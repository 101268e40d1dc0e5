using Integrity.Checkpoints;
using Integrity.Findings;
using Integrity.Reporting;
using Integrity.Verification;

namespace Integrity;

/// <summary>The outcome of a verification.</summary>
/// <param name="Summary">The counts and verdicts, in total and per chain.</param>
/// <param name="Report">The report, ready to write in any <see cref="ReportFormat"/>.</param>
/// <param name="Checkpoint">The checkpoint to pass to the next verification.</param>
public sealed record VerificationOutcome(VerificationSummary Summary, ReportDocument Report, Checkpoint Checkpoint)
{
    /// <summary>The overall verdict.</summary>
    public Verdict Verdict => Summary.Verdict;
}
