using System.IO.Compression;
using System.Text;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>
/// The hour at which a chain begins, on which all its builders agree before its first digest is written. It follows from the log files that are there, and of two builders at once
/// each can see others: without agreement both would begin. Whoever writes it first decides.
/// <code>
/// AWSLogs/111122223333/CloudTrail-Digest/111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_beginning.json.gz
/// {"chainBegins":"2025-05-04T10:00:00Z"}
/// </code>
/// It lies beside the folders of the regions, and is nothing to verifiers. It is not signed, and need not be: once there is a digest, it is not looked at any more.
/// </summary>
internal sealed class ChainBeginning(
    IObjectReader reader,
    IObjectWriter writer,
    TimeProvider clock,
    ChainLocation place
)
{
    private const string Head = "{\"chainBegins\":\"";
    private const string Tail = "\"}";
    private const int MaxBytes = 1024;

    private static readonly Dictionary<string, string> NoMetadata = [];

    private ObjectLocation Location => new(place.Bucket, place.BeginningPath);

    /// <summary>The hour at which the chain begins: the one that is proposed, unless another builder was first.</summary>
    /// <exception cref="BuildException">What lies there is not an hour of the past.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<DateTimeOffset> AgreeAsync(DateTimeOffset proposed, CancellationToken cancellationToken) =>
        await writer.WriteOnceAsync(Location, Write(proposed), NoMetadata, cancellationToken).ConfigureAwait(false)
            ? proposed
            : await ReadAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>The chain should have begun by then, but has no digest, nor a log file of that time.</summary>
    public BuildException Contradicts(DateTimeOffset agreed, DateTimeOffset first) =>
        new(
            $"{Location} says that the chain begins at {UtcTime.Format(agreed)}, but it has no digest, and the first log file is of the hour {UtcTime.Format(first)}",
            "another builder may be about to begin: build again. If the digests were removed on purpose, remove that object, too"
        );

    private async Task<DateTimeOffset> ReadAsync(CancellationToken cancellationToken)
    {
        var stored =
            await reader.OpenAsync(Location, cancellationToken).ConfigureAwait(false)
            ?? throw NotUnderstood("it is gone");
        await using var storedDisposal = stored.ConfigureAwait(false);
        using var content = new ContentBuffer();
        if (
            await InflatedContent.ReadAsync(stored.Content, content, MaxBytes, cancellationToken).ConfigureAwait(false)
            != InflatedStatus.Complete
        )
            throw NotUnderstood("it is not exactly one small gzip file");
        var text = Encoding.UTF8.GetString(content.Content);
        // what is understood is what would be written
        if (
            text.Length <= Head.Length + Tail.Length
            || !UtcTime.TryParse(text.AsSpan()[Head.Length..^Tail.Length], out var time)
            || text != TextOf(time)
        )
            throw NotUnderstood("it names no time");
        return time == Hours.Floor(time) && time <= clock.GetUtcNow()
            ? time
            : throw NotUnderstood($"{UtcTime.Format(time)} is not an hour of the past");
    }

    private static string TextOf(DateTimeOffset time) => Head + UtcTime.Format(time) + Tail;

    private static byte[] Write(DateTimeOffset time)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(TextOf(time)));
        return compressed.ToArray();
    }

    private BuildException NotUnderstood(string problem) =>
        new(
            $"{Location} does not say where the chain begins: {problem}",
            "look who else writes there; the chain has no digest yet, so it can be removed"
        );
}
