using System.IO.Compression;
using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>
/// Builds the digests of every complete hour since the head of each chain, and writes them. What exists is never changed, so building again changes nothing,
/// and a build that was cut short is taken up where it stopped.
/// </summary>
/// <param name="reader">Reads log files and the head of each chain.</param>
/// <param name="writer">Takes the digests.</param>
public sealed class DigestBuilder(IObjectReader reader, IObjectWriter writer)
{
    private static readonly TimeSpan PeriodLength = TimeSpan.FromHours(1);

    /// <summary>Builds; each digest is handed out when it is written.</summary>
    /// <exception cref="BuildException">The head of a chain is not authentic, or a log file cannot be listed, or no key is valid at the end of a digest. Digests that were handed out stay.</exception>
    /// <exception cref="KeyFileException">A key that is to sign cannot be used. Digests that were handed out stay.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public async IAsyncEnumerable<BuiltDigest> BuildAsync(BuildRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        foreach (var region in request.Regions.Order(StringComparer.Ordinal))
        {
            var chain = ChainId.Of(request.Trail, region);
            var head = await ChainHead.FindAsync(reader, request, chain, cancellationToken);
            var delivered = new DeliveredLogFiles(reader, request.Place, chain);
            if ((head?.End ?? FloorToHour(await delivered.FirstDeliveryAsync(cancellationToken))) is not { } start) continue;
            for (; start + PeriodLength <= request.Until; start += PeriodLength)
            {
                var built = await BuildOneAsync(request, chain, head, new DigestPeriod(start, start + PeriodLength), delivered, cancellationToken);
                head = built.Head;
                yield return built.Digest;
            }
        }
    }

    private async Task<(BuiltDigest Digest, ChainHead Head)> BuildOneAsync(
        BuildRequest request, ChainId chain, ChainHead? head, DigestPeriod period, DeliveredLogFiles delivered, CancellationToken cancellationToken)
    {
        var signer = await request.Signers.GetAsync(chain.Region, period.End, cancellationToken)
            ?? throw new BuildException($"no private key for {chain.Region} is valid at {UtcTime.Format(period.End)}, the end of the digest to build", "see which keys there are: ctverify keys list");
        var logFiles = await HashAsync(delivered.WithinAsync(period, cancellationToken), request.Concurrency, cancellationToken);
        var key = new DigestKey { Prefix = request.Place.Prefix, Chain = chain, End = period.End };
        var digest = new Digest
        {
            AccountId = chain.AccountId,
            Period = period,
            Location = new ObjectLocation(request.Place.Bucket, key.ToString()),
            Fingerprint = KeyFingerprint.Of(signer.PublicKey.Pkcs1Der.Span),
            NewestEventTime = logFiles.Max(logFile => logFile.NewestEventTime),
            OldestEventTime = logFiles.Min(logFile => logFile.OldestEventTime),
            Previous = head?.Link,
            LogFiles = logFiles,
        };
        var content = DigestJson.Write(digest);
        var hash = Sha256Hash.Of(content);
        var signature = await signer.SignAsync(SigningString.Of(digest, hash), cancellationToken);
        await WriteAsync(digest.Location, content, signature, cancellationToken);
        return (new BuiltDigest(digest.Location, digest), new ChainHead(period.End, new PreviousDigest(digest.Location, hash, Algorithms.Sha256, signature)));
    }

    private async Task<LogFileEntry[]> HashAsync(IAsyncEnumerable<ObjectLocation> locations, int concurrency, CancellationToken cancellationToken)
    {
        var all = new List<ObjectLocation>();
        await foreach (var location in locations) all.Add(location);
        var entries = new LogFileEntry[all.Count];
        var hasher = new LogFileHasher(reader);
        var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, all.Count, options, async (i, stop) => entries[i] = await hasher.HashAsync(all[i], stop));
        return entries;
    }

    private async Task WriteAsync(ObjectLocation location, byte[] content, Signature signature, CancellationToken cancellationToken)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(content);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["signature"] = signature.Hex, ["signature-algorithm"] = Algorithms.Sha256WithRsa };
        if (!await writer.WriteOnceAsync(location, compressed.ToArray(), metadata, cancellationToken))
            throw new BuildException($"the digest {location} exists already: another builder is at work", "run one builder at a time for a trail");
    }

    private static DateTimeOffset? FloorToHour(DateTimeOffset? time) =>
        time is { } t ? new DateTimeOffset(t.UtcTicks - (t.UtcTicks % PeriodLength.Ticks), TimeSpan.Zero) : null;
}
