using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>S3, or what speaks its language, as a store. The regions of buckets are found out. Safe for use by several tasks at once.</summary>
public sealed class S3Store : IObjectReader, IObjectWriter, IStampedListing
{
    private const long MaxObjectBytes = 5L << 30;

    private readonly AwsSession _session;
    private readonly S3Getter _getter;
    private readonly S3Sender _sender;

    /// <summary>Makes a store on the buckets that the session can reach.</summary>
    public S3Store(AwsSession session, TimeProvider clock)
    {
        _session = session;
        var address = new S3Address(session, clock);
        _getter = new S3Getter(session, address, new AdaptiveLimit(session.Settings.MaxConnections), clock);
        _sender = new S3Sender(session, address);
    }

    /// <inheritdoc/>
    public async ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken)
    {
        var response = await _getter.GetAsync(location, 0, null, cancellationToken);
        return response is null ? null : new S3Object(_getter, _session.Settings.Timeout, location, response);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(
        string bucket, string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix, StartAfter = startAfter, Encoding = EncodingType.Url };
        await foreach (var page in PagesAsync(request, cancellationToken))
        {
            foreach (var item in page.S3Objects ?? []) yield return Decode(item.Key);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<KeyValuePair<string, ObjectStamp>> ListStampsAsync(string bucket, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix, Encoding = EncodingType.Url };
        await foreach (var page in PagesAsync(request, cancellationToken))
        {
            foreach (var item in page.S3Objects ?? [])
                yield return KeyValuePair.Create(Decode(item.Key), new ObjectStamp(item.Size, item.ETag, null, item.LastModified is { } time ? ToWholeSeconds(time) : null));
        }
    }

    /// <summary>A listing tells fractions of a second that the header of the object does not.</summary>
    private static DateTimeOffset ToWholeSeconds(DateTime time) => DateTimeOffset.FromUnixTimeSeconds(new DateTimeOffset(time.ToUniversalTime()).ToUnixTimeSeconds());

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListFoldersAsync(string bucket, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix, Delimiter = "/", Encoding = EncodingType.Url };
        await foreach (var page in PagesAsync(request, cancellationToken))
        {
            foreach (var folder in page.CommonPrefixes ?? []) yield return Decode(folder)[prefix.Length..^1];
        }
    }

    /// <summary>Listings are asked for encoded: a key may hold characters that XML cannot, and one such object must not make a whole listing unreadable.</summary>
    private static string Decode(string key) => WebUtility.UrlDecode(key);

    private async IAsyncEnumerable<ListObjectsV2Response> PagesAsync(ListObjectsV2Request request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var page = await _sender.SendAsync(request.BucketName, client => client.ListObjectsV2Async(request, cancellationToken), cancellationToken);
            // an answer from something on the way, or without the way to the next page, must not pass for a listing: what it leaves out would seem to be gone
            if (page.Name is null || (page.IsTruncated == true && page.NextContinuationToken is null)) throw S3Sender.NotUnderstood(null);
            request.ContinuationToken = page.NextContinuationToken;
            yield return page;
        }
        while (request.ContinuationToken is not null);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> WriteOnceAsync(
        ObjectLocation location, ReadOnlyMemory<byte> content, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream(content.ToArray(), writable: false);
        return await WriteOnceAsync(location, body, metadata, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> WriteOnceAsync(ObjectLocation location, Stream content, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        // in parts there could be more, but not every store that speaks S3 would then refuse to overwrite
        if (content.Length > MaxObjectBytes) throw new StoreException($"it is larger than the {MaxObjectBytes >> 30} GiB that S3 takes in one piece", "split it");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await _sender.SendAsync(location.Bucket, client => PutAsync(client, location, content, metadata, cancellationToken), cancellationToken);
            }
            catch (StoreException e) when (S3Sender.StatusOf(e) == HttpStatusCode.PreconditionFailed)
            {
                return false;
            }
            catch (StoreException e) when (S3Sender.StatusOf(e) == HttpStatusCode.Conflict && attempt < _session.Settings.MaxAttempts)
            {
                // another write of the same name is under way: the next answer tells which was first
                await _getter.PauseAsync(attempt, cancellationToken);
            }
        }
    }

    private static async Task<bool> PutAsync(
        AmazonS3Client client, ObjectLocation location, Stream content, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        content.Position = 0;
        var request = new PutObjectRequest
        {
            BucketName = location.Bucket,
            Key = location.Key,
            InputStream = content,
            AutoCloseStream = false,
            IfNoneMatch = "*",
            ContentType = "application/json",
            UseChunkEncoding = false,
            // buckets with Object Lock take nothing without a checksum
            ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
        };
        request.Headers.ContentEncoding = "gzip";
        foreach (var (name, value) in metadata) request.Metadata.Add(name, value);
        await client.PutObjectAsync(request, cancellationToken);
        return true;
    }
}
