using Integrity.Checkpoints;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Proofs;

namespace Integrity.Cli.Output;

/// <summary>
/// Describes in sentences what a checked proof proves and what it does not. Values from the proof are format
/// arguments, so that the caller can escape them.
/// </summary>
/// <param name="proof">The proof.</param>
/// <param name="result">The result of checking it.</param>
/// <param name="checkpoint">The checkpoint it was compared with; <c>null</c> for none.</param>
internal sealed class ProofSentences(Proof proof, ProofResult result, CheckpointEntry? checkpoint)
{
    /// <summary>Number of newer digest files that link to the one that lists the log file.</summary>
    public int NewerDigests => proof.Digests.Count - 1;

    /// <summary>Returns what it proves; empty if the proof is not valid as a whole.</summary>
    public IEnumerable<FormattableString> Proved()
    {
        if (result is not { Verdict: Verdict.Valid, Listing: { } listing, Entry: { } entry, Chain: { } chain })
            yield break;
        yield return $"The log file {entry.Location} was delivered.";
        yield return $"Its uncompressed content has the SHA-256 hash {entry.Hash}.";
        yield return proof.Content is null
            ? (FormattableString)$"This proof does not contain the log file. Compare the hash with that of your copy."
            : $"This proof contains the log file.";
        if (proof.Event is { } proved)
            yield return $"Record {proved.Index} (counted from 0) of the log file is event {proved.Id}.";
        yield return $"The digest file for {listing.Period} lists the log file.";
        yield return $"It belongs to trail {chain.TrailName}, account {chain.AccountId}, region {chain.Region}.";
        yield return $"It is signed with the key {listing.Fingerprint}, which you trust.";
        var newer = $"{NewerDigests} newer {(NewerDigests == 1 ? "digest file links" : "digest files link")}";
        if (NewerDigests > 0)
            yield return $"{newer} to it by hash and signature, starting at {result.Newest!.Location}.";
        if (checkpoint is null)
            yield break;
        yield return $"{(NewerDigests > 0 ? "One of them" : "It")} is the digest file of your checkpoint.";
        yield return $"So the log file is in the chain verified up to {UtcTime.Format(checkpoint.Period.End)}.";
    }

    /// <summary>Returns what it does not prove, as clauses: <c>that it is still in the bucket</c>.</summary>
    public IEnumerable<string> NotProved()
    {
        yield return "that the log file is true or complete, or that no other events or log files exist";
        yield return "that it is still in the bucket";
        if (checkpoint is null)
            yield return "that the digest file belongs to the trail's chain, because the holder of the key can sign "
                + "others (a proof with a checkpoint proves it)";
        if (checkpoint is null && NewerDigests == 0)
            yield return "when it was signed, except that the key had to be valid at the end of its period";
        yield return "that the keys you passed are genuine, which depends on their source";
    }
}
