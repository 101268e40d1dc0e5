using System.IO.Compression;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>Hashes what a digest is to list, signs it, and writes it once.</summary>
internal sealed class DigestSealer(IObjectReader reader, IObjectWriter writer, TimeProvider clock, ChainId chain)
{
    private static readonly DigestLimits Limits = new();

    /// <summary>The digest, and whether it was written: <c>false</c> when another one lies in its place.</summary>
    /// <exception cref="BuildException">A log file cannot be listed, they are too many, no key is valid, or the digest would lie in the future.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<(Digest Digest, KnownDigest Known, bool IsWritten)> SealAsync(DigestDraft draft, BuildRequest request, CancellationToken cancellationToken)
    {
        if (draft.LogFiles.Count > Limits.MaxLogFiles) throw TooLarge(draft, $"{draft.LogFiles.Count} log files");
        var generated = clock.GetUtcNow();
        var signingTime = draft.IsBackfill ? generated : draft.Period.End;
        var signer = await request.Signers.GetAsync(chain.Region, signingTime, cancellationToken) ?? throw new BuildException(
            $"no private key for {chain.Region} is valid at {UtcTime.Format(signingTime)}, {(draft.IsBackfill ? "when the backfill digest is made" : "the end of the digest to build")}",
            "see which keys there are: ctverify keys list");
        var digest = await ToDigestAsync(draft, KeyFingerprint.Of(signer.PublicKey.Pkcs1Der.Span), request.Concurrency, cancellationToken);
        var content = DigestJson.Write(digest);
        if (content.Length > Limits.MaxInflatedBytes) throw TooLarge(draft, $"{content.Length} bytes");
        var hash = Sha256Hash.Of(content);
        var signature = await signer.SignAsync(SigningString.Of(digest, hash), cancellationToken);
        if (clock.GetUtcNow() is var now && draft.Period.End > now)
            throw new BuildException($"the digest {draft.Location} would end in the future: the clock has gone back to {UtcTime.Format(now)}", "set the clock; nothing was written");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["signature"] = signature.Hex, ["signature-algorithm"] = Algorithms.Sha256WithRsa };
        if (draft.IsBackfill) metadata["backfill-generation-timestamp"] = UtcTime.Format(generated);
        var isWritten = await writer.WriteOnceAsync(draft.Location, Compress(content), metadata, cancellationToken);
        return (digest, new KnownDigest(digest, hash, signature), isWritten);
    }

    private async Task<Digest> ToDigestAsync(DigestDraft draft, KeyFingerprint fingerprint, int concurrency, CancellationToken cancellationToken)
    {
        var logFiles = new LogFileEntry[draft.LogFiles.Count];
        var hasher = new LogFileHasher(reader);
        var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, logFiles.Length, options, async (i, stop) => logFiles[i] = await hasher.HashAsync(draft.LogFiles[i], stop));
        return new Digest
        {
            AccountId = chain.AccountId,
            Period = draft.Period,
            Location = draft.Location,
            Fingerprint = fingerprint,
            NewestEventTime = logFiles.Max(logFile => logFile.NewestEventTime),
            OldestEventTime = logFiles.Min(logFile => logFile.OldestEventTime),
            Previous = draft.Previous,
            LogFiles = logFiles,
        };
    }

    private static ReadOnlyMemory<byte> Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(content);
        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }

    private static BuildException TooLarge(DigestDraft draft, string size) =>
        new($"the digest {draft.Location} would hold {size}, more than verifiers read", "deliver fewer and larger log files");
}
