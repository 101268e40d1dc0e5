using Integrity.Checkpoints;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Proofs;

namespace Integrity.Cli.Output;

/// <summary>What a proof that was checked proves, and what not, in sentences. What comes from the proof stands in the holes of the sentences, so that it can be escaped.</summary>
/// <param name="proof">The proof.</param>
/// <param name="result">What came of checking it.</param>
/// <param name="checkpoint">The checkpoint that it was held against; <c>null</c> without one.</param>
internal sealed class ProofWords(Proof proof, ProofResult result, CheckpointEntry? checkpoint)
{
    /// <summary>How many digest files lead to the one that lists the log file.</summary>
    public int NewerDigests => proof.Digests.Count - 1;

    /// <summary>What it proves; empty when it proves nothing: a proof holds as a whole, or not at all.</summary>
    public IEnumerable<FormattableString> Proved()
    {
        if (result is not { Verdict: Verdict.Valid, Listing: { } listing, Entry: { } entry, Chain: { } chain })
            yield break;
        if (proof.Event is { } proved)
            yield return $"The event {proved.Id} is record {proved.Index} (counted from 0) of the log file {entry.Location}.";
        yield return proof.Content is null
            ? (FormattableString)
                $"A log file {entry.Location} was delivered whose content, inflated, has the SHA-256 {entry.Hash}. The log file itself is not in this proof: compare what you have."
            : $"The log file in this proof is the one that was delivered as {entry.Location}: its content, inflated, has the SHA-256 {entry.Hash}.";
        yield return $"The digest file for {listing.Period} of the trail {chain.TrailName}, account {chain.AccountId}, region {chain.Region}, lists it, and is signed with the key {listing.Fingerprint}, which you trust.";
        if (NewerDigests > 0)
            yield return $"{NewerDigests} newer {(NewerDigests == 1 ? "digest file leads" : "digest files lead")} to it, each by hash and signature, from {result.Newest!.Location} on.";
        if (checkpoint is not null)
            yield return $"{(NewerDigests > 0 ? "One of them" : "It")} is the digest file of your checkpoint, so the log file is part of the chain that you verified up to {UtcTime.Format(checkpoint.Period.End)}.";
    }

    /// <summary>What it does not prove, as ends of a sentence: <c>that it still lies in the bucket</c>.</summary>
    public IEnumerable<string> NotProved()
    {
        yield return "that what the log file says is true or complete, or that there are no other events or log files";
        yield return "that it still lies in the bucket";
        if (checkpoint is null)
            yield return "that the digest file belongs to the chain of the trail: whoever holds the key can sign others beside it (a proof up to a checkpoint says that it does)";
        if (checkpoint is null && NewerDigests == 0)
            yield return "when it was signed, but that the key had to be valid at the end of its period";
        yield return "that the keys that you gave are genuine: that rests on where you have them from";
    }
}
