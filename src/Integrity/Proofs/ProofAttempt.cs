namespace Integrity.Proofs;

/// <summary>What came of looking for something to prove.</summary>
/// <param name="Proof">The proof; <c>null</c> when nothing was found that could be proved.</param>
/// <param name="Result">What a check of the proof finds: it is to be handed out only when it is valid. Without a proof, what was found on the log file; <c>null</c> for nothing.</param>
/// <param name="Problem">Why there is no proof, in words; <c>null</c> with one.</param>
/// <param name="Digests">How many verified digests were looked at.</param>
/// <param name="NotSearched">How much could not be searched: digests that could not be verified, log files that are not what was delivered, too large or not readable.</param>
public sealed record ProofAttempt(Proof? Proof, ProofResult? Result, string? Problem, int Digests, int NotSearched);
