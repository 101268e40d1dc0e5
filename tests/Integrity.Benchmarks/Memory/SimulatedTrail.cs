using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Benchmarks.Memory;

/// <summary>
/// A bucket with one chain of signed digests. It stores only their links; digests and log files are generated when they
/// are opened.
/// </summary>
internal sealed class SimulatedTrail : IObjectReader, IDisposable
{
    public const string Bucket = "amzn-s3-demo-bucket";

    private const int LogFilesPerDigest = 1_000;
    private const string Region = "us-east-2";
    private const string LogFolder = "AWSLogs/111122223333/CloudTrail/us-east-2/";

    private static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset EventTime = new(2020, 1, 1, 0, 0, 25, TimeSpan.Zero);

    public static readonly Trail Trail = Trail.Parse($"arn:aws:cloudtrail:{Region}:111122223333:trail/example-trail");

    private readonly ISimulatedLogFiles _logFiles;
    private readonly RsaDigestSigner _signer = RsaDigestSigner.Generate();
    private readonly PreviousDigest[] _links;

    private SimulatedTrail(ISimulatedLogFiles logFiles)
    {
        _logFiles = logFiles;
        _links = new PreviousDigest[(logFiles.Count + LogFilesPerDigest - 1) / LogFilesPerDigest];
    }

    public KeyRing Keys => new([new TrustedKey(_signer.PublicKey)]);

    public DigestPeriod Range => new(Start, Start.AddHours(_links.Length));

    public static async Task<SimulatedTrail> CreateAsync(ISimulatedLogFiles logFiles)
    {
        var trail = new SimulatedTrail(logFiles);
        for (var hour = 0; hour < trail._links.Length; hour++)
        {
            var digest = trail.DigestOf(hour);
            var hash = Sha256Hash.Of(DigestJson.Write(digest));
            trail._links[hour] = new PreviousDigest(
                digest.Location,
                hash,
                Algorithms.Sha256,
                await trail._signer.SignAsync(SigningString.Of(digest, hash), CancellationToken.None)
            );
        }
        return trail;
    }

    /// <summary>
    /// Opens and reads everything that a verification reads, to measure the cost of the simulation itself.
    /// </summary>
    public async Task DrainAsync()
    {
        var buffer = new byte[64 << 10];
        for (var hour = _links.Length - 1; hour >= 0; hour--)
        {
            await DrainAsync(_links[hour].Location, buffer);
            foreach (var entry in DigestOf(hour).LogFiles)
                await DrainAsync(entry.Location, buffer);
        }
    }

    private async Task DrainAsync(ObjectLocation location, byte[] buffer)
    {
        await using var stored = (await OpenAsync(location, CancellationToken.None))!;
        while (await stored.Content.ReadAsync(buffer) > 0) { }
    }

    public ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<StoredObject?>(Open(location.Path));

    private SimulatedObject? Open(string path)
    {
        if (path.StartsWith(LogFolder, StringComparison.Ordinal))
            return new SimulatedObject(_logFiles.Open(int.Parse(path.AsSpan(path.Length - 24, 16))), null);
        return DigestPath.TryParse(path, out var digest) ? OpenDigest((int)(digest.End - Start).TotalHours - 1) : null;
    }

    public async IAsyncEnumerable<string> ListAsync(
        string bucket,
        string prefix,
        string? startAfter,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await ValueTask.CompletedTask;
        if (prefix.StartsWith(LogFolder, StringComparison.Ordinal))
        {
            foreach (var path in LogFilesOf(prefix))
                yield return path;
            yield break;
        }
        foreach (var link in _links)
        {
            if (
                link.Location.Path.StartsWith(prefix, StringComparison.Ordinal)
                && string.CompareOrdinal(link.Location.Path, startAfter) > 0
            )
                yield return link.Location.Path;
        }
    }

    public async IAsyncEnumerable<string> ListFoldersAsync(
        string bucket,
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await ValueTask.CompletedTask;
        var folder = _links[0]
            .Location.Path.Split('/')
            .TakeWhile((_, i) => i < prefix.Count(c => c == '/') + 1)
            .ToList();
        if (string.Concat(folder.SkipLast(1).Select(name => name + "/")) == prefix)
            yield return folder[^1];
    }

    private IEnumerable<string> LogFilesOf(string dayFolder)
    {
        var day = DateTimeOffset.ParseExact(
            dayFolder.AsSpan(LogFolder.Length),
            "yyyy/MM/dd/",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal
        );
        var first = (int)(day - Start).TotalHours * LogFilesPerDigest;
        for (
            var index = Math.Max(first, 0);
            index < Math.Min(first + (24 * LogFilesPerDigest), _logFiles.Count);
            index++
        )
            yield return PathOf(index);
    }

    private SimulatedObject OpenDigest(int hour)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(DigestJson.Write(DigestOf(hour)));
        return new SimulatedObject(new MemoryStream(compressed.ToArray()), _links[hour].Signature);
    }

    private Digest DigestOf(int hour)
    {
        var end = Start.AddHours(hour + 1);
        var first = hour * LogFilesPerDigest;
        return new Digest
        {
            AccountId = Trail.AccountId,
            Period = new DigestPeriod(Start.AddHours(hour), end),
            Location = new ObjectLocation(
                Bucket,
                new DigestPath
                {
                    Prefix = "",
                    Chain = ChainId.Of(Trail, Region),
                    End = end,
                }.ToString()
            ),
            Fingerprint = _signer.PublicKey.Fingerprint,
            NewestEventTime = EventTime,
            OldestEventTime = EventTime,
            Previous = hour == 0 ? null : _links[hour - 1],
            LogFiles =
            [
                .. Enumerable.Range(first, Math.Min(LogFilesPerDigest, _logFiles.Count - first)).Select(EntryOf),
            ],
        };
    }

    private LogFileEntry EntryOf(int index) =>
        new(
            new ObjectLocation(Bucket, PathOf(index)),
            _logFiles.HashOf(index),
            Algorithms.Sha256,
            EventTime,
            EventTime
        );

    private static string PathOf(int index)
    {
        var at = Start.AddHours(index / LogFilesPerDigest);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{LogFolder}{at:yyyy'/'MM'/'dd'/'}111122223333_CloudTrail_us-east-2_{at:yyyyMMdd'T'HHmm}Z_"
                + $"{index:D16}.json.gz"
        );
    }

    public void Dispose() => _signer.Dispose();

    private sealed class SimulatedObject(Stream content, Signature? signature) : StoredObject
    {
        public override Stream Content => content;

        public override ValueTask<IReadOnlyDictionary<string, string>?> ReadMetadataAsync(
            CancellationToken cancellationToken = default
        ) =>
            ValueTask.FromResult<IReadOnlyDictionary<string, string>?>(
                signature is null
                    ? null
                    : new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["signature"] = signature.Hex,
                        ["signature-algorithm"] = Algorithms.Sha256WithRsa,
                    }
            );
    }
}
