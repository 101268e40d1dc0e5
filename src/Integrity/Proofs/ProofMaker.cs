using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Verification;
using Integrity.Verification.Gaps;

namespace Integrity.Proofs;

/// <summary>
/// Finds a log file or an event among the log files that verified digests list, and makes the proof. Thread-safe.
/// </summary>
/// <param name="reader">The store.</param>
/// <param name="keys">The trusted keys. They must not come from the store.</param>
public sealed class ProofMaker(IObjectReader reader, IKeySource keys)
{
    /// <summary>
    /// Makes the proof and checks it as its recipient will. If several log files contain the event, it uses the one
    /// that the newest digest lists.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The request names neither a log file nor an event, or an event without its log file.
    /// </exception>
    /// <exception cref="StoreException">The store could not return an object that the proof needs.</exception>
    public async Task<ProofAttempt> MakeAsync(ProofRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.LogFilePath is null && request.EventId is null)
            throw new ArgumentException("the request names neither a log file nor an event", nameof(request));
        if (request is { EventId: not null, HashOnly: true })
            throw new ArgumentException("the proof of an event needs its log file", nameof(request));
        var quick = request.Search with { LooksForUnlisted = false };
        var nearbyTrails = new NearbyTrails(reader, quick, cancellationToken);
        var search = new EventSearch(reader, request.Search.Concurrency);
        var (digests, notSearched) = (0, 0);
        var (chains, problems) = await DiscoverAsync(request.Search, cancellationToken).ConfigureAwait(false);
        notSearched += problems;
        foreach (var chain in chains)
        {
            var (main, backfill) = (new ChainPath(), new ChainPath());
            var context = ChainContext.Create(
                reader,
                keys,
                quick,
                chain,
                nearbyTrails,
                now: DateTimeOffset.MaxValue,
                new ReadAheadMemory()
            );
            await foreach (var step in new ChainWalk(context).StepsAsync(cancellationToken).ConfigureAwait(false))
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
                if (await FindAsync(request, digest, search, cancellationToken).ConfigureAwait(false) is { } found)
                    return await ProveAsync(
                            request,
                            result,
                            found,
                            path,
                            digests,
                            notSearched + search.NotSearched,
                            cancellationToken
                        )
                        .ConfigureAwait(false);
            }
        }
        return new ProofAttempt(null, null, "not found", digests, notSearched + search.NotSearched);
    }

    /// <summary>Returns all chains, and the number of folders that could not be searched for chains.</summary>
    private async Task<FoundChains> DiscoverAsync(VerificationRequest request, CancellationToken cancellationToken)
    {
        var chains = new List<DiscoveredChain>();
        var problems = 0;
        using var discovery = new ChainDiscovery(reader, request, now: DateTimeOffset.MaxValue);
        await foreach (var account in discovery.FindAsync(cancellationToken).ConfigureAwait(false))
        {
            chains.AddRange(account.Chains);
            problems += account.Problem is null ? 0 : 1;
        }
        return new FoundChains(chains, problems);
    }

    private static async Task<LogFileMatch?> FindAsync(
        ProofRequest request,
        Digest digest,
        EventSearch search,
        CancellationToken cancellationToken
    )
    {
        var candidates = digest.LogFiles.Where(entry =>
            (request.LogFilePath ?? entry.Location.Path) == entry.Location.Path
            && (request.Bucket ?? entry.Location.Bucket) == entry.Location.Bucket
        );
        if (request.EventId is { } id)
            return await search.FindAsync(candidates, id, cancellationToken).ConfigureAwait(false);
        return candidates.FirstOrDefault() is { } entry ? new LogFileMatch(entry, null) : null;
    }

    private async Task<ProofAttempt> ProveAsync(
        ProofRequest request,
        DigestResult listing,
        LogFileMatch found,
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
                $"no unbroken chain of digest files leads from the checkpoint to {listing.Location}, which lists the "
                    + $"log file",
                digests,
                notSearched
            );
        if (linked!.Count > Proof.MaxDigests)
            return new ProofAttempt(
                null,
                null,
                $"the chain to it has {linked.Count} digest files; a proof can contain at most {Proof.MaxDigests}",
                digests,
                notSearched
            );
        var content = request.HashOnly
            ? null
            : await StoredBytes.ReadAsync(reader, found.Entry.Location, cancellationToken).ConfigureAwait(false);
        if (content is null && !request.HashOnly)
            return Missing(found.Entry.Location, digests, notSearched);
        var stored = new List<ProvedDigest>(linked.Count);
        foreach (var digest in linked)
            stored.Add(await ReadDigestAsync(digest, cancellationToken).ConfigureAwait(false));
        if (stored.Sum(digest => (long)digest.Content.Length) > Proof.MaxBytes / 2)
            return new ProofAttempt(
                null,
                null,
                "the digest files in the chain to it are too large for a proof",
                digests,
                notSearched
            );
        var proof = new Proof
        {
            LogFile = found.Entry.Location,
            Content = content,
            Event = found.Event,
            Digests = stored,
            Keys = await FindKeysAsync(listing, cancellationToken).ConfigureAwait(false),
        };
        return new ProofAttempt(
            proof,
            await new ProofChecker(keys).CheckAsync(proof, checkpoint, cancellationToken).ConfigureAwait(false),
            null,
            digests,
            notSearched
        );
    }

    /// <summary>A listed log file that is gone is evidence, but does not prove what it contained.</summary>
    private static ProofAttempt Missing(ObjectLocation logFile, int digests, int notSearched) =>
        new(
            null,
            new ProofResult { Steps = [new ProofStep(logFile, IsDigest: false, [Finding.LogFileMissing()])] },
            "a verified digest file lists it, but it is gone",
            digests,
            notSearched
        );

    /// <summary>
    /// Reads a stored digest. If a copy has no metadata, the verified signature from the next digest is used.
    /// </summary>
    private async Task<ProvedDigest> ReadDigestAsync(PreviousDigest digest, CancellationToken cancellationToken)
    {
        var stored =
            await reader.OpenAsync(digest.Location, cancellationToken).ConfigureAwait(false)
            ?? throw new StoreException($"{digest.Location} was deleted after it was verified");
        await using var storedDisposal = stored.ConfigureAwait(false);
        var known = await stored.ReadMetadataAsync(cancellationToken).ConfigureAwait(false);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["signature"] = digest.Signature.Hex,
            ["signature-algorithm"] = Algorithms.Sha256WithRsa,
        };
        if (known?.GetValueOrDefault(DigestChecker.GenerationTime) is { } generated)
            metadata[DigestChecker.GenerationTime] = generated;
        return new ProvedDigest(
            digest.Location,
            await StoredBytes.ReadAsync(stored, digest.Location, cancellationToken).ConfigureAwait(false),
            metadata
        );
    }

    /// <summary>Returns the key that the listing digest names, so that other programs can check the proof.</summary>
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
            )
            .ConfigureAwait(false);
        return
        [
            .. ring
                .Entries.Where(entry => entry.IsFor(listing.Chain.Region) && entry.HasFingerprint(digest.Fingerprint))
                .Take(1)
                .Select(entry => new TrustedKey(entry.Key, listing.Chain.Region)),
        ];
    }

    private sealed record FoundChains(IReadOnlyList<DiscoveredChain> Chains, int Problems);
}
