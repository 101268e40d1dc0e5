namespace Integrity.Reporting;

/// <summary>A stretch of time of which one thing is to be said.</summary>
/// <param name="Start">Its first moment, UTC.</param>
/// <param name="End">The first moment behind it, UTC.</param>
/// <param name="State">What is to be said.</param>
public sealed record ReportStretch(DateTimeOffset Start, DateTimeOffset End, CoverageState State);
