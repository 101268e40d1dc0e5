namespace Integrity.Proofs;

/// <summary>The result of an attempt to make a proof.</summary>
/// <param name="Proof">The proof; <c>null</c> if none could be made.</param>
/// <param name="Result">
/// The result of checking the proof, which must be valid before you use it. Without a proof, the findings about the log
/// file, or <c>null</c>.
/// </param>
/// <param name="Problem">Why there is no proof; <c>null</c> if there is one.</param>
/// <param name="Digests">The number of verified digests searched.</param>
/// <param name="NotSearched">
/// The number of objects that could not be searched: unverified digests, and log files that were modified, too large or
/// unreadable.
/// </param>
public sealed record ProofAttempt(Proof? Proof, ProofResult? Result, string? Problem, int Digests, int NotSearched);
