using System.Security.Cryptography;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>Makes the entry of a delivered log file: its hash and event times, in one pass over its inflated content.</summary>
internal sealed class LogFileHasher(IObjectReader reader)
{
    /// <exception cref="BuildException">The log file is gone, or is not exactly one gzip member: a digest over it could never be verified.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<LogFileEntry> HashAsync(ObjectLocation location, CancellationToken cancellationToken)
    {
        await using var stored = await reader.OpenAsync(location, cancellationToken) ?? throw Unusable(location, "it is gone");
        using var content = new HashAndTimes();
        var status = await InflatedContent.ReadAsync(stored.Content, content, long.MaxValue / 4, cancellationToken);
        if (status != InflatedStatus.Complete)
            throw Unusable(location, status == InflatedStatus.TrailingData ? "something follows its gzip stream" : "it is not a whole gzip file");
        content.Times.Finish();
        return new LogFileEntry(location, content.Hash(), Algorithms.Sha256, content.Times.Newest, content.Times.Oldest);
    }

    private static BuildException Unusable(ObjectLocation location, string problem) =>
        new($"the log file {location} cannot be listed in a digest: {problem}", "deliver it again as a gzip file, or move it away");

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
