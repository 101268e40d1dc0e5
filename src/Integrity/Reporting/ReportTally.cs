using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>Counts objects of one kind by verdict.</summary>
/// <param name="Valid">The number of valid objects.</param>
/// <param name="Invalid">The number of invalid objects.</param>
/// <param name="CouldNotCheck">The number of objects that could not be checked.</param>
public sealed record ReportTally(int Valid, int Invalid, int CouldNotCheck)
{
    internal static ReportTally None { get; } = new(0, 0, 0);

    internal static ReportTally Of(Tally tally) => new(tally.Valid, tally.Invalid, tally.Incomplete);
}
