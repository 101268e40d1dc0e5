namespace Integrity.Reporting;

/// <summary>A stretch of time.</summary>
/// <param name="Start">Its first moment, UTC.</param>
/// <param name="End">The first moment behind it, UTC.</param>
public sealed record ReportRange(DateTimeOffset Start, DateTimeOffset End);
