using System.Security.Cryptography;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Digests.Gzip;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>Makes the entries of delivered log files: their hashes and event times, in one pass over their inflated content.</summary>
internal sealed class LogFileHasher(IObjectReader reader)
{
    private static readonly DigestLimits Limits = new();

    /// <summary>The entries of log files, in the same order.</summary>
    /// <param name="logFiles">Where they lie.</param>
    /// <param name="concurrency">How many are hashed at the same time.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="BuildException">One of them is gone, or is not exactly one gzip member, so that a digest over it could never be verified; or they are more than a digest can list.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<IReadOnlyList<LogFileEntry>> HashAsync(
        IReadOnlyList<ObjectLocation> logFiles,
        int concurrency,
        CancellationToken cancellationToken
    )
    {
        if (logFiles.Count > Limits.MaxLogFiles)
            throw new BuildException(
                $"one digest would list {logFiles.Count} log files, from {logFiles[0]} on: more than verifiers read",
                "deliver fewer and larger log files"
            );
        var entries = new LogFileEntry[logFiles.Count];
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = concurrency,
            CancellationToken = cancellationToken,
        };
        await Parallel
            .ForAsync(
                0,
                entries.Length,
                options,
                async (i, stop) => entries[i] = await HashAsync(logFiles[i], stop).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        return entries;
    }

    private async ValueTask<LogFileEntry> HashAsync(ObjectLocation location, CancellationToken cancellationToken)
    {
        var stored =
            await reader.OpenAsync(location, cancellationToken).ConfigureAwait(false)
            ?? throw Unusable(location, "it is gone");
        await using var storedDisposal = stored.ConfigureAwait(false);
        using var content = new HashAndTimes();
        var status = await InflatedContent
            .ReadAsync(stored.Content, content, long.MaxValue / 4, cancellationToken)
            .ConfigureAwait(false);
        if (status != InflatedStatus.Complete)
            throw Unusable(
                location,
                status == InflatedStatus.TrailingData
                    ? "something follows its gzip stream"
                    : "it is not a whole gzip file"
            );
        content.Times.Finish();
        return new LogFileEntry(
            location,
            content.Hash(),
            Algorithms.Sha256,
            content.Times.Newest,
            content.Times.Oldest
        );
    }

    private static BuildException Unusable(ObjectLocation location, string problem) =>
        new(
            $"the log file {location} cannot be listed in a digest: {problem}",
            "deliver it again as a gzip file, or move it away"
        );

    private sealed class HashAndTimes : IContentSink, IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public EventTimes Times { get; } = new();

        public void Append(ReadOnlySpan<byte> content)
        {
            _hash.AppendData(content);
            Times.Append(content);
        }

        public Sha256Hash Hash() => new(_hash.GetHashAndReset());

        public void Dispose() => _hash.Dispose();
    }
}
