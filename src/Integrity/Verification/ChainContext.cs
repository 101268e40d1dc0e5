using Integrity.Checkpoints;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Verification.Gaps;

namespace Integrity.Verification;

/// <summary>Everything that the walk of one chain shares with its checkers. Complete once created.</summary>
/// <param name="Reader">The store.</param>
/// <param name="Keys">The trusted keys of the chain's region.</param>
/// <param name="Request">The request.</param>
/// <param name="Chain">The chain.</param>
/// <param name="Checkpoint">The checkpoint's digest, to which the walk must connect; <c>null</c> for none.</param>
/// <param name="Range">The time range in which the chain is verified.</param>
/// <param name="Folders">The folders with digests of the chain. The walk can discover more.</param>
/// <param name="NearbyTrails">Describes what exists if the chain does not.</param>
/// <param name="Now">The current time.</param>
/// <param name="Memory">The memory for digests that are downloaded ahead, shared by all chains.</param>
internal sealed record ChainContext(
    IObjectReader Reader,
    ChainKeys Keys,
    VerificationRequest Request,
    DiscoveredChain Chain,
    CheckpointEntry? Checkpoint,
    ChainRange Range,
    DigestFolders Folders,
    NearbyTrails NearbyTrails,
    DateTimeOffset Now,
    ReadAheadMemory Memory
)
{
    /// <summary>The identity of the chain.</summary>
    public ChainId Id => Chain.Chain;

    public static ChainContext Create(
        IObjectReader reader,
        IKeySource keys,
        VerificationRequest request,
        DiscoveredChain chain,
        NearbyTrails nearbyTrails,
        DateTimeOffset now,
        ReadAheadMemory memory
    )
    {
        var checkpoint = request.Checkpoint?.Find(chain.Chain);
        var range = ChainRange.Of(request, checkpoint, now);
        return new ChainContext(
            reader,
            new ChainKeys(keys, chain.Chain.Region),
            request,
            chain,
            checkpoint,
            range,
            new DigestFolders(reader, chain, range, checkpoint?.Digest, request.Limits.MaxListedDigests),
            nearbyTrails,
            now,
            memory
        );
    }

    /// <summary>Creates a verifier for the digests of this chain, or of another one in the same region.</summary>
    public DigestVerifier VerifierOf(ChainId chain, KeyRing ring, DigestReadAhead readAhead) =>
        new(new DigestFetcher(readAhead, Request.Limits.Digest), chain, ring, Keys);

    /// <summary>Creates a result for the part of the range before a time.</summary>
    public RangeResult ResultBefore(DateTimeOffset end, Finding finding)
    {
        var until = end < Range.End ? end : Range.End;
        return new RangeResult(Id, new DigestPeriod(until < Range.Start ? until : Range.Start, until), finding);
    }
}
