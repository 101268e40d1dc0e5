namespace Integrity.Reporting;

/// <summary>A range of time.</summary>
/// <param name="Start">The start, inclusive, UTC.</param>
/// <param name="End">The end, exclusive, UTC.</param>
public sealed record ReportRange(DateTimeOffset Start, DateTimeOffset End);
