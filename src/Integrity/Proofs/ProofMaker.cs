using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Verification;
using Integrity.Verification.Gaps;

namespace Integrity.Proofs;

/// <summary>
/// Looks for a log file, or for the log file of an event, among those that verified digests list, and puts together the proof of it. Safe for use by several tasks at once.
/// </summary>
/// <param name="reader">The store.</param>
/// <param name="keys">The keys to trust. They must not come from the store.</param>
public sealed class ProofMaker(IObjectReader reader, IKeySource keys)
{
    /// <summary>Makes the proof, and checks it as whoever gets it will. Of several log files that hold an event, the one that the newest digest lists is taken.</summary>
    /// <exception cref="ArgumentException">Neither a log file nor an event is asked for, or an event without its log file.</exception>
    /// <exception cref="StoreException">The store could not hand out an object that belongs into the proof.</exception>
    public async Task<ProofAttempt> MakeAsync(ProofRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.LogFilePath is null && request.EventId is null)
            throw new ArgumentException("neither a log file nor an event is asked for", nameof(request));
        if (request is { EventId: not null, HashOnly: true })
            throw new ArgumentException("an event is proved by its log file", nameof(request));
        var quick = request.Search with { LooksForUnlisted = false };
        var surroundings = new NearbyTrails(reader, quick, cancellationToken);
        var search = new EventSearch(reader, request.Search.Concurrency);
        var (digests, notSearched) = (0, 0);
        var (chains, problem) = await new ChainDiscovery(reader, request.Search).FindAsync(cancellationToken);
        if (problem is not null)
            notSearched++;
        foreach (var chain in chains)
        {
            var (main, backfill) = (new ChainPath(), new ChainPath());
            await foreach (
                var step in new ChainWalk(
                    reader,
                    keys,
                    quick,
                    chain,
                    surroundings,
                    now: DateTimeOffset.MaxValue
                ).StepsAsync(cancellationToken)
            )
            {
                if (step.Result is RangeResult { IsNotCovered: false })
                    notSearched++;
                if (step.Result is not DigestResult result)
                    continue;
                var path = result.IsBackfill ? backfill : main;
                path.Add(result);
                if (result.Verified is not { } digest || result.Verdict != Verdict.Valid)
                {
                    notSearched++;
                    continue;
                }
                digests++;
                if (await FindAsync(request, digest, search, cancellationToken) is { } found)
                    return await ProveAsync(
                        request,
                        result,
                        found,
                        path,
                        digests,
                        notSearched + search.NotSearched,
                        cancellationToken
                    );
            }
        }
        return new ProofAttempt(null, null, "not found", digests, notSearched + search.NotSearched);
    }

    private static async Task<Found?> FindAsync(
        ProofRequest request,
        Digest digest,
        EventSearch search,
        CancellationToken cancellationToken
    )
    {
        var candidates = digest.LogFiles.Where(entry =>
            (request.LogFilePath ?? entry.Location.Key) == entry.Location.Key
            && (request.Bucket ?? entry.Location.Bucket) == entry.Location.Bucket
        );
        if (request.EventId is { } id)
            return await search.FindAsync(candidates, id, cancellationToken);
        return candidates.FirstOrDefault() is { } entry ? new Found(entry, null) : null;
    }

    private async Task<ProofAttempt> ProveAsync(
        ProofRequest request,
        DigestResult listing,
        Found found,
        ChainPath path,
        int digests,
        int notSearched,
        CancellationToken cancellationToken
    )
    {
        var checkpoint = listing.IsBackfill ? null : request.Checkpoint?.Find(listing.Chain);
        var linked =
            checkpoint is not null ? path.From(checkpoint)
            : request.ToNewest ? path.All
            : path.Oldest;
        if (request.Checkpoint is not null && (checkpoint is null || linked is null))
            return new ProofAttempt(
                null,
                null,
                $"no unbroken chain of digest files leads from the checkpoint to {listing.Location}, which lists it",
                digests,
                notSearched
            );
        if (linked!.Count > Proof.MaxDigests)
            return new ProofAttempt(
                null,
                null,
                $"the chain to it has {linked.Count} digest files; a proof holds {Proof.MaxDigests} at most",
                digests,
                notSearched
            );
        var content = request.HashOnly
            ? null
            : await StoredBytes.ReadAsync(reader, found.Entry.Location, cancellationToken);
        if (content is null && !request.HashOnly)
            return Missing(found.Entry.Location, digests, notSearched);
        var stored = new List<ProvedDigest>(linked.Count);
        foreach (var digest in linked)
            stored.Add(await ReadDigestAsync(digest, cancellationToken));
        if (stored.Sum(digest => (long)digest.Content.Length) > Proof.MaxBytes / 2)
            return new ProofAttempt(
                null,
                null,
                "the digest files that lead to it are too large for a proof",
                digests,
                notSearched
            );
        var proof = new Proof
        {
            LogFile = found.Entry.Location,
            Content = content,
            Event = found.Event,
            Digests = stored,
            Keys = await FindKeysAsync(listing, cancellationToken),
        };
        return new ProofAttempt(
            proof,
            await new ProofChecker(keys).CheckAsync(proof, checkpoint, cancellationToken),
            null,
            digests,
            notSearched
        );
    }

    /// <summary>That it was listed and is gone is evidence, and no proof of what it held.</summary>
    private static ProofAttempt Missing(ObjectLocation logFile, int digests, int notSearched) =>
        new(
            null,
            new ProofResult { Steps = [new ProofStep(logFile, IsDigest: false, [Finding.LogFileMissing()])] },
            "a verified digest file lists it, and it is gone",
            digests,
            notSearched
        );

    /// <summary>The digest as it lies there. A plain copy has no metadata: then the signature is the one that the next newer digest tells, which was verified.</summary>
    private async Task<ProvedDigest> ReadDigestAsync(PreviousDigest digest, CancellationToken cancellationToken)
    {
        await using var stored =
            await reader.OpenAsync(digest.Location, cancellationToken)
            ?? throw new StoreException($"{digest.Location} is gone since it was verified");
        var known = await stored.ReadMetadataAsync(cancellationToken);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["signature"] = digest.Signature.Hex,
            ["signature-algorithm"] = Algorithms.Sha256WithRsa,
        };
        if (known?.GetValueOrDefault(DigestChecker.GenerationTime) is { } generated)
            metadata[DigestChecker.GenerationTime] = generated;
        return new ProvedDigest(
            digest.Location,
            await StoredBytes.ReadAsync(stored, digest.Location, cancellationToken),
            metadata
        );
    }

    /// <summary>The key that the listing digest names, so that other programs can check the proof too.</summary>
    private async Task<IReadOnlyList<TrustedKey>> FindKeysAsync(
        DigestResult listing,
        CancellationToken cancellationToken
    )
    {
        var digest = listing.Verified!;
        var ring = await keys.GetAsync(
            listing.Chain.Region,
            digest.Period.End,
            digest.Period.End + DigestChecker.SigningDelay,
            cancellationToken
        );
        return
        [
            .. ring
                .Entries.Where(entry => entry.IsFor(listing.Chain.Region) && entry.IsNamed(digest.Fingerprint))
                .Take(1)
                .Select(entry => new TrustedKey(entry.Key, listing.Chain.Region)),
        ];
    }
}
