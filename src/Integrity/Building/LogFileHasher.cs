using System.Security.Cryptography;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Digests.Gzip;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>Creates digest entries: hashes log files and finds their event times in one pass.</summary>
internal sealed class LogFileHasher(IObjectReader reader)
{
    private static readonly DigestLimits Limits = new();

    /// <summary>Creates the entries of log files, in the same order.</summary>
    /// <param name="logFiles">The locations of the log files.</param>
    /// <param name="concurrency">Number of log files to hash in parallel.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="BuildException">
    /// A log file does not exist or is not exactly one gzip member, so verification would fail, or there are too many.
    /// </exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<IReadOnlyList<LogFileEntry>> HashAsync(
        IReadOnlyList<ObjectLocation> logFiles,
        int concurrency,
        CancellationToken cancellationToken
    )
    {
        if (logFiles.Count > Limits.MaxLogFiles)
            throw new BuildException(
                $"a digest would list {logFiles.Count} log files, from {logFiles[0]} on: more than verifiers accept",
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
            ?? throw Unusable(location, "it does not exist");
        await using var storedDisposal = stored.ConfigureAwait(false);
        using var content = new HashAndTimes();
        var status = await InflatedContent
            .ReadAsync(stored.Content, content, long.MaxValue / 4, cancellationToken)
            .ConfigureAwait(false);
        if (status != InflatedStatus.Complete)
            throw Unusable(
                location,
                status == InflatedStatus.TrailingData
                    ? "there is data after its gzip stream"
                    : "it is not a complete gzip file"
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
            $"cannot list the log file {location} in a digest: {problem}",
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
