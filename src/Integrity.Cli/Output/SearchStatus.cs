using System.Globalization;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Reporting;
using Integrity.Storage;

namespace Integrity.Cli.Output;

/// <summary>Shows the progress of a search through digests and log files, based on what is read.</summary>
internal sealed class SearchStatus : IObjectReader, IDisposable
{
    private readonly CountingReader _inner;
    private readonly StatusLine _line;
    private long _digests;
    private long _logFiles;
    private DigestPath? _reached;

    /// <param name="terminal">The terminal.</param>
    /// <param name="inner">The store to search.</param>
    public SearchStatus(Terminal terminal, IObjectReader inner)
    {
        _inner = new CountingReader(inner);
        _line = new StatusLine(terminal, Text);
    }

    public ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken = default)
    {
        if (DigestPath.TryParse(location.Path, out var digest))
        {
            Interlocked.Increment(ref _digests);
            Volatile.Write(ref _reached, digest);
        }
        else
        {
            Interlocked.Increment(ref _logFiles);
        }
        return _inner.OpenAsync(location, cancellationToken);
    }

    public IAsyncEnumerable<string> ListAsync(
        string bucket,
        string prefix,
        string? startAfter,
        CancellationToken cancellationToken = default
    ) => _inner.ListAsync(bucket, prefix, startAfter, cancellationToken);

    public IAsyncEnumerable<string> ListFoldersAsync(
        string bucket,
        string prefix,
        CancellationToken cancellationToken = default
    ) => _inner.ListFoldersAsync(bucket, prefix, cancellationToken);

    private string Text(double seconds) =>
        Volatile.Read(ref _reached) is not { } reached
            ? string.Create(CultureInfo.InvariantCulture, $"looking for chains, {seconds:0} s")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"at {reached.End:yyyy-MM-dd'T'HH:mm'Z'}, {TerminalText.Escape(reached.Chain.Region)}: "
                    + $"{Count.Of(Interlocked.Read(ref _digests), "digest file")}, "
                    + $"{Count.Of(Interlocked.Read(ref _logFiles), "log file")}, "
                    + $"{_inner.Bytes / 1e6 / Math.Max(seconds, 0.001):0.0} MB/s"
            );

    public void Dispose() => _line.Dispose();
}
