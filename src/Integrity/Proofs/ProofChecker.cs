using System.Text.Json;
using Integrity.Checkpoints;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Verification;

namespace Integrity.Proofs;

/// <summary>
/// Checks a proof. The proof is untrusted; only the keys are trusted. It checks each digest's signature and location,
/// the links between them, that the last one lists the log file, the log file's hash, and the event in it. Thread-safe.
/// </summary>
/// <param name="keys">The trusted keys. They must not come from the proof.</param>
public sealed class ProofChecker(IKeySource keys)
{
    private static readonly DigestLimits Limits = new();

    /// <summary>Checks a proof.</summary>
    /// <param name="proof">The proof.</param>
    /// <param name="checkpoint">A digest that the proof must contain; <c>null</c> for none.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <exception cref="FormatException">The object path of a digest is not that of a digest.</exception>
    public async Task<ProofResult> CheckAsync(
        Proof proof,
        CheckpointEntry? checkpoint,
        CancellationToken cancellationToken = default
    )
    {
        var store = new ProofObjects(proof);
        var reader = new DigestReadAhead(store, depth: 0, new ReadAheadMemory());
        await using var readerDisposal = reader.ConfigureAwait(false);
        var ring = await FindKeysAsync(proof, cancellationToken).ConfigureAwait(false);
        var steps = new List<ProofStep>();
        DigestResult? newest = null,
            listing = null;
        var isConnected = checkpoint is null;
        foreach (var digest in proof.Digests)
        {
            listing = await CheckDigestAsync(reader, ring, digest.Location, newer: listing, cancellationToken)
                .ConfigureAwait(false);
            if (
                listing.Chain == checkpoint?.Chain
                && listing.Verified?.Period.End == checkpoint.Period.End
                && !listing.IsBackfill
            )
                (listing, isConnected) = (Connect(listing, checkpoint), true);
            newest ??= listing;
            steps.Add(new ProofStep(listing.Location, IsDigest: true, listing.Findings));
            // Nothing that follows can fix this, and a hostile proof can be very large.
            if (listing.Verdict != Verdict.Valid)
                return new ProofResult { Steps = steps };
        }
        var entries = listing!.Verified!.LogFiles.Where(entry => entry.Location == proof.LogFile).ToList();
        steps.Add(
            new ProofStep(
                proof.LogFile,
                IsDigest: false,
                await CheckLogFileAsync(proof, store, entries, cancellationToken).ConfigureAwait(false)
            )
        );
        if (!isConnected)
            steps[0] = new ProofStep(
                newest!.Location,
                IsDigest: true,
                [Finding.ProofCheckpoint(checkpoint!.Digest.Location)]
            );
        var result = new ProofResult { Steps = steps };
        return result.Verdict != Verdict.Valid
            ? result
            : result with
            {
                Listing = listing.Verified,
                Entry = entries[0],
                Newest = newest!.Link,
                Chain = listing.Chain,
            };
    }

    /// <summary>Retrieves the keys for all digests with a single request.</summary>
    private ValueTask<KeyRing> FindKeysAsync(Proof proof, CancellationToken cancellationToken)
    {
        var ends = proof.Digests.Select(digest => PathOf(digest.Location).End).ToList();
        return keys.GetAsync(
            PathOf(proof.Digests[0].Location).Chain.Region,
            ends.Min(),
            ends.Max() + DigestChecker.SigningDelay,
            cancellationToken
        );
    }

    private static DigestPath PathOf(ObjectLocation location) =>
        DigestPath.TryParse(location.Path, out var digestPath)
            ? digestPath
            : throw new FormatException($"this is not the object path of a digest file: {location}");

    private async Task<DigestResult> CheckDigestAsync(
        DigestReadAhead reader,
        KeyRing ring,
        ObjectLocation location,
        DigestResult? newer,
        CancellationToken cancellationToken
    )
    {
        var path = PathOf(location);
        var others = new ChainKeys(keys, path.Chain.Region);
        var verifier = new DigestVerifier(new DigestFetcher(reader, Limits), path.Chain, ring, others);
        // Follow a link only from a verified digest, and only to its target.
        var isLinked = newer?.Verified?.Previous?.Location == location;
        var target = new DigestTarget(location, path, isLinked ? newer!.Verified : null);
        var result = (await verifier.VerifyAsync(target, cancellationToken).ConfigureAwait(false)).Result;
        return newer is null || isLinked ? result : result.With(Finding.ProofChain(newer.Location));
    }

    /// <summary>
    /// Checks the digest of the checkpoint's period. A chain has only one, so any other digest belongs to a fork.
    /// </summary>
    private static DigestResult Connect(DigestResult digest, CheckpointEntry checkpoint)
    {
        if (digest.Location != checkpoint.Digest.Location)
            return digest.With(
                Finding.CheckpointMismatch(checkpoint.Digest.Location.ToString(), digest.Location.ToString())
            );
        return digest.Link!.Hash == checkpoint.Digest.Hash && digest.Link.Signature.Equals(checkpoint.Digest.Signature)
            ? digest
            : digest.With(Finding.CheckpointMismatch(checkpoint.Digest.Hash.ToString(), digest.Link.Hash.ToString()));
    }

    private static async Task<IReadOnlyList<Finding>> CheckLogFileAsync(
        Proof proof,
        ProofObjects store,
        List<LogFileEntry> entries,
        CancellationToken cancellationToken
    )
    {
        if (entries.Count == 0)
            return [Finding.ProofNotListed()];
        // If it is listed twice with different hashes, neither is trusted.
        if (entries.Exists(entry => entry.Hash != entries[0].Hash))
            return [Finding.LogFileHash(entries[0].Hash, entries.First(entry => entry.Hash != entries[0].Hash).Hash)];
        if (proof.Content is null)
            return entries[0].HashAlgorithm == Algorithms.Sha256
                ? []
                : [Finding.LogFileAlgorithm(entries[0].HashAlgorithm)];
        var findings = await new LogFileChecker(
            store,
            proof.Event is null ? new VerificationLimits().MaxLogFileBytes : Proof.MaxSearchedBytes
        )
            .CheckAsync(entries[0], cancellationToken)
            .ConfigureAwait(false);
        return findings.Count > 0 || proof.Event is null
            ? findings
            : await CheckEventAsync(proof.Event, proof.Content.Value, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<Finding>> CheckEventAsync(
        ProvedEvent proved,
        ReadOnlyMemory<byte> logFile,
        CancellationToken cancellationToken
    )
    {
        using var content = new ContentBuffer();
        await InflatedContent
            .ReadAsync(new MemoryStream(logFile.ToArray()), content, Proof.MaxSearchedBytes, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            if (EventRecords.Find(content.Content, proved.Id) is not { } position)
                return [Finding.ProofEvent("no record in the log file has this event ID")];
            if (position.Index != proved.Index)
                return [Finding.ProofEvent($"it is record {position.Index} of the log file, not {proved.Index}")];
            return IsSame(content.Content.Slice(position.Start, position.Length).ToArray(), proved.Record)
                ? []
                : [Finding.ProofEvent("the record in the log file differs")];
        }
        catch (FormatException e)
        {
            return [Finding.ProofEvent(e.Message)];
        }
    }

    /// <summary>
    /// Returns whether two records are equal, ignoring formatting: a proof can have been reformatted.
    /// </summary>
    private static bool IsSame(ReadOnlyMemory<byte> verified, ReadOnlyMemory<byte> claimed)
    {
        try
        {
            var options = new JsonDocumentOptions
            {
                MaxDepth = EventRecords.MaxDepth,
                AllowDuplicateProperties = false,
            };
            using var one = JsonDocument.Parse(verified, options);
            using var other = JsonDocument.Parse(claimed, options);
            return JsonElement.DeepEquals(one.RootElement, other.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
