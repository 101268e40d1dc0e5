using System.IO.Compression;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Hints;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>Creates and signs digests.</summary>
internal sealed class DigestSealer(TimeProvider clock, ChainId chain)
{
    private static readonly DigestLimits Limits = new();

    /// <summary>Creates a signed digest, ready to write.</summary>
    /// <param name="draft">The digest without its log files.</param>
    /// <param name="logFiles">Hashes the log files. Called only if a signing key is available.</param>
    /// <param name="request">The options of the build.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="BuildException">
    /// No key is valid, a log file is unusable, or the digest is too large or would end in the future.
    /// </exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<SealedDigest> SealAsync(
        DigestDraft draft,
        Func<Task<IReadOnlyList<LogFileEntry>>> logFiles,
        BuildRequest request,
        CancellationToken cancellationToken
    )
    {
        var generated = clock.GetUtcNow();
        var signingTime = draft.IsBackfill ? generated : draft.Period.End;
        var signer =
            await request.Signers.GetAsync(chain.Region, signingTime, cancellationToken).ConfigureAwait(false)
            ?? throw new BuildException(
                $"no private key for {chain.Region} is valid at {UtcTime.Format(signingTime)}, "
                    + (draft.IsBackfill ? "the creation time of the backfill digest" : "the end of the digest"),
                Hint.Of(HintCode.ListSigningKeys)
            );
        var digest = ToDigest(
            draft,
            await logFiles().ConfigureAwait(false),
            KeyFingerprint.Of(signer.PublicKey.Pkcs1Der.Span)
        );
        var content = DigestJson.Write(digest);
        if (content.Length > Limits.MaxInflatedBytes)
            throw TooLarge(draft, content.Length);
        var hash = Sha256Hash.Of(content);
        var signature = await signer.SignAsync(SigningString.Of(digest, hash), cancellationToken).ConfigureAwait(false);
        if (clock.GetUtcNow() is var now && draft.Period.End > now)
            throw new BuildException(
                $"the digest {draft.Location} would end in the future: the clock was set back to {UtcTime.Format(now)}",
                "set the clock; nothing was written"
            );
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["signature"] = signature.Hex,
            ["signature-algorithm"] = Algorithms.Sha256WithRsa,
        };
        if (draft.IsBackfill)
            metadata["backfill-generation-timestamp"] = UtcTime.Format(generated);
        return new SealedDigest(digest, new KnownDigest(digest, hash, signature), Compress(content), metadata);
    }

    private Digest ToDigest(DigestDraft draft, IReadOnlyList<LogFileEntry> logFiles, KeyFingerprint fingerprint) =>
        new()
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

    private static ReadOnlyMemory<byte> Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(content);
        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }

    private static BuildException TooLarge(DigestDraft draft, int bytes) =>
        new(
            $"the digest {draft.Location} would have {bytes} bytes, more than verifiers accept",
            "deliver fewer and larger log files"
        );
}
