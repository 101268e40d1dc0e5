using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>How many objects of one kind ended how.</summary>
/// <param name="Valid">How many are valid.</param>
/// <param name="Invalid">How many are invalid.</param>
/// <param name="CouldNotCheck">How many could not be checked.</param>
public sealed record ReportTally(int Valid, int Invalid, int CouldNotCheck)
{
    internal static ReportTally None { get; } = new(0, 0, 0);

    internal static ReportTally Of(Tally tally) => new(tally.Valid, tally.Invalid, tally.Incomplete);
}
