namespace Integrity.Reporting;

/// <summary>A time interval in a single state.</summary>
/// <param name="Start">The start, inclusive, UTC.</param>
/// <param name="End">The end, exclusive, UTC.</param>
/// <param name="State">The state.</param>
public sealed record CoverageInterval(DateTimeOffset Start, DateTimeOffset End, CoverageState State);
