using System.IO.Compression;
using System.Text;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>
/// The object in which concurrent builders agree on the start of a chain before its first digest. The start depends on
/// the log files that a builder sees, so two builders could start two chains. The first one to write the object
/// decides.
/// <code>
/// AWSLogs/111122223333/CloudTrail-Digest/
///   111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_beginning.json.gz
/// {"chainBegins":"2025-05-04T10:00:00Z"}
/// </code>
/// It is stored next to the folders of the regions, where verifiers ignore it. It needs no signature, because nothing
/// reads it after the first digest is written.
/// </summary>
internal sealed class ChainStartMarker(
    IObjectReader reader,
    IObjectWriter writer,
    TimeProvider clock,
    ChainLocation location
)
{
    private const string Head = "{\"chainBegins\":\"";
    private const string Tail = "\"}";
    private const int MaxBytes = 1024;

    private static readonly Dictionary<string, string> NoMetadata = [];

    private ObjectLocation Location => new(location.Bucket, location.StartMarkerPath);

    /// <summary>Proposes a start for the chain and returns it, or the start that another builder wrote first.</summary>
    /// <exception cref="BuildException">The stored start is not a past hour.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<DateTimeOffset> AgreeAsync(DateTimeOffset proposed, CancellationToken cancellationToken) =>
        await writer.WriteOnceAsync(Location, Write(proposed), NoMetadata, cancellationToken).ConfigureAwait(false)
            ? proposed
            : await ReadAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Creates the error for a chain whose agreed start has neither a digest nor a log file.</summary>
    public BuildException StartConflict(DateTimeOffset agreed, DateTimeOffset first) =>
        new(
            $"{Location} sets the start of the chain to {UtcTime.Format(agreed)}, but there is no digest, "
                + $"and the first log file is from {UtcTime.Format(first)}",
            "another builder may be starting the chain: build again; "
                + "if you removed the digests on purpose, remove this object too"
        );

    private async Task<DateTimeOffset> ReadAsync(CancellationToken cancellationToken)
    {
        var stored =
            await reader.OpenAsync(Location, cancellationToken).ConfigureAwait(false)
            ?? throw Invalid("it does not exist");
        await using var storedDisposal = stored.ConfigureAwait(false);
        using var content = new ContentBuffer();
        if (
            await InflatedContent.ReadAsync(stored.Content, content, MaxBytes, cancellationToken).ConfigureAwait(false)
            != InflatedStatus.Complete
        )
            throw Invalid("it is not exactly one small gzip member");
        var text = Encoding.UTF8.GetString(content.Content);
        // Accept only exactly what would be written.
        if (
            text.Length <= Head.Length + Tail.Length
            || !UtcTime.TryParse(text.AsSpan()[Head.Length..^Tail.Length], out var time)
            || text != TextOf(time)
        )
            throw Invalid("it contains no time");
        return time == Hours.Floor(time) && time <= clock.GetUtcNow()
            ? time
            : throw Invalid($"{UtcTime.Format(time)} is not a past hour");
    }

    private static string TextOf(DateTimeOffset time) => Head + UtcTime.Format(time) + Tail;

    private static byte[] Write(DateTimeOffset time)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(TextOf(time)));
        return compressed.ToArray();
    }

    private BuildException Invalid(string problem) =>
        new(
            $"cannot read the start of the chain from {Location}: {problem}",
            "find out who else writes there; you can remove the object, because the chain has no digest yet"
        );
}
