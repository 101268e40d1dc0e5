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
/// Checks a proof, which is as hostile as any store, with nothing but keys to trust: each digest's signature and place, the links between them, that the last one lists the log file,
/// the log file's hash, and the event in it. Safe for use by several tasks at once.
/// </summary>
/// <param name="keys">The keys to trust. They must not come from the proof.</param>
public sealed class ProofChecker(IKeySource keys)
{
    private static readonly DigestLimits Limits = new();

    /// <summary>Checks a proof.</summary>
    /// <param name="proof">The proof.</param>
    /// <param name="checkpoint">A digest that must be among those in the proof; <c>null</c> for none.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="FormatException">What it calls a digest cannot be one, by its key.</exception>
    public async Task<ProofResult> CheckAsync(
        Proof proof,
        CheckpointEntry? checkpoint,
        CancellationToken cancellationToken
    )
    {
        var store = new ProofObjects(proof);
        await using var reader = new DigestReadAhead(store, depth: 0);
        var ring = await FindKeysAsync(proof, cancellationToken);
        var steps = new List<ProofStep>();
        DigestResult? newest = null,
            listing = null;
        var isConnected = checkpoint is null;
        foreach (var digest in proof.Digests)
        {
            listing = await VisitAsync(reader, ring, digest.Location, newer: listing, cancellationToken);
            if (
                listing.Chain == checkpoint?.Chain
                && listing.Verified?.Period.End == checkpoint.Period.End
                && !listing.IsBackfill
            )
                (listing, isConnected) = (Connect(listing, checkpoint), true);
            newest ??= listing;
            steps.Add(new ProofStep(listing.Location, IsDigest: true, listing.Findings));
            // nothing that follows could mend it, and a hostile proof can hold very much
            if (listing.Verdict != Verdict.Valid)
                return new ProofResult { Steps = steps };
        }
        var entries = listing!.Verified!.LogFiles.Where(entry => entry.Location == proof.LogFile).ToList();
        steps.Add(
            new ProofStep(
                proof.LogFile,
                IsDigest: false,
                await CheckLogFileAsync(proof, store, entries, cancellationToken)
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

    /// <summary>The keys for all digests at once: a source that is far away is asked once.</summary>
    private ValueTask<KeyRing> FindKeysAsync(Proof proof, CancellationToken cancellationToken)
    {
        var ends = proof.Digests.Select(digest => KeyOf(digest.Location).End).ToList();
        return keys.GetAsync(
            KeyOf(proof.Digests[0].Location).Chain.Region,
            ends.Min(),
            ends.Max() + DigestChecker.SigningDelay,
            cancellationToken
        );
    }

    private static DigestPath KeyOf(ObjectLocation location) =>
        DigestPath.TryParse(location.Key, out var key)
            ? key
            : throw new FormatException($"it calls a digest what is none by its key: {location}");

    private async Task<DigestResult> VisitAsync(
        DigestReadAhead reader,
        KeyRing ring,
        ObjectLocation location,
        DigestResult? newer,
        CancellationToken cancellationToken
    )
    {
        var key = KeyOf(location);
        var visitor = new DigestVisitor(new DigestFetcher(reader, Limits), key.Chain, ring, FindOtherKeysAsync);
        // a link is followed only from a verified digest, and only to where it leads
        var isLinked = newer?.Verified?.Previous?.Location == location;
        var result = (
            await visitor.VisitAsync(
                new Target(location, key, isLinked ? newer!.Verified : null, null),
                cancellationToken
            )
        ).Result;
        return newer is null || isLinked ? result : result.With(Finding.ProofChain(newer.Location));

        async Task<(KeyRing?, Finding?)> FindOtherKeysAsync(
            DateTimeOffset from,
            DateTimeOffset until,
            CancellationToken token
        ) => (await keys.GetAsync(key.Chain.Region, from, until, token), null);
    }

    /// <summary>Of the time of the checkpoint there is one digest in a chain: any other one was signed beside it.</summary>
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
        // listed twice with two hashes, it is neither
        if (entries.Exists(entry => entry.Hash != entries[0].Hash))
            return [Finding.LogFileHash(entries[0].Hash, entries.First(entry => entry.Hash != entries[0].Hash).Hash)];
        if (proof.Content is null)
            return entries[0].HashAlgorithm == Algorithms.Sha256
                ? []
                : [Finding.LogFileAlgorithm(entries[0].HashAlgorithm)];
        var findings = await new LogFileChecker(
            store,
            proof.Event is null ? new VerificationLimits().MaxLogFileBytes : Proof.MaxSearchedBytes
        ).CheckAsync(entries[0], cancellationToken);
        return findings.Count > 0 || proof.Event is null
            ? findings
            : await CheckEventAsync(proof.Event, proof.Content.Value, cancellationToken);
    }

    private static async Task<IReadOnlyList<Finding>> CheckEventAsync(
        ProvedEvent proved,
        ReadOnlyMemory<byte> logFile,
        CancellationToken cancellationToken
    )
    {
        using var content = new ContentBuffer();
        await InflatedContent.ReadAsync(
            new MemoryStream(logFile.ToArray()),
            content,
            Proof.MaxSearchedBytes,
            cancellationToken
        );
        try
        {
            if (EventRecords.Find(content.Content, proved.Id) is not { } place)
                return [Finding.ProofEvent("no record of the log file has this event id")];
            if (place.Index != proved.Index)
                return [Finding.ProofEvent($"it is record {place.Index} of the log file, not {proved.Index}")];
            return IsSame(content.Content.Slice(place.Start, place.Length).ToArray(), proved.Record)
                ? []
                : [Finding.ProofEvent("the record in the log file is another one")];
        }
        catch (FormatException e)
        {
            return [Finding.ProofEvent(e.Message)];
        }
    }

    /// <summary>Whether two records say the same, however they are laid out: a proof may have been formatted anew.</summary>
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
