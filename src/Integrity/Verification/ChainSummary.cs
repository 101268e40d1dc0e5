using Integrity.Digests;

namespace Integrity.Verification;

/// <summary>The summary of the results of one chain.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Results">The counts, covered time and verdict.</param>
public sealed record ChainSummary(ChainId Chain, ResultSummary Results);
