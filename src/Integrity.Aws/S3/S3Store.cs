using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Integrity.Aws.S3.Listing;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>
/// Reads and writes objects in S3 or an S3-compatible store. Detects the regions of buckets. Safe for concurrent use.
/// </summary>
public sealed class S3Store : IObjectReader, IObjectWriter, IStampedListing
{
    private const long MaxObjectBytes = 5L << 30;

    private readonly AwsSession _session;
    private readonly S3Requests _requests;
    private readonly S3Getter _getter;
    private readonly S3Lister _lister;
    private readonly S3Sender _sender;

    /// <summary>Creates a store for all buckets that the session can access.</summary>
    public S3Store(AwsSession session, TimeProvider clock)
        : this(session, clock, S3ListingLimits.Default) { }

    internal S3Store(AwsSession session, TimeProvider clock, S3ListingLimits limits)
    {
        _session = session;
        var address = new S3Address(session, clock);
        _requests = new S3Requests(session, address, new AdaptiveLimit(session.Settings.MaxConnections), clock);
        _getter = new S3Getter(_requests);
        _lister = new S3Lister(_requests, limits);
        _sender = new S3Sender(session, address);
    }

    /// <inheritdoc/>
    public async ValueTask<StoredObject?> OpenAsync(
        ObjectLocation location,
        CancellationToken cancellationToken = default
    ) =>
        await StoreBoundary
            .RunAsync<StoredObject?>(
                async () =>
                    await _getter.GetAsync(location, 0, null, cancellationToken).ConfigureAwait(false) is { } response
                        ? new S3Object(_getter, location, response)
                        : null,
                cancellationToken
            )
            .ConfigureAwait(false);

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(
        string bucket,
        string prefix,
        string? startAfter,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var start = startAfter is null ? (ListedName?)null : ListedName.Of(startAfter);
        var request = new S3ListingRequest(bucket, prefix, startAfter, ListsFolders: false);
        await foreach (var page in PagesAsync(request, cancellationToken).ConfigureAwait(false))
        {
            foreach (var (name, _) in page.Objects)
            {
                // Some stores ignore start-after.
                if (start?.CompareBytes(name) is null or < 0)
                    yield return name.ToString();
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<KeyValuePair<string, ObjectStamp>> ListStampsAsync(
        string bucket,
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var request = new S3ListingRequest(bucket, prefix, StartAfter: null, ListsFolders: false);
        await foreach (var page in PagesAsync(request, cancellationToken).ConfigureAwait(false))
        {
            foreach (var (name, stamp) in page.Objects)
                yield return KeyValuePair.Create(name.ToString(), stamp);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListFoldersAsync(
        string bucket,
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var request = new S3ListingRequest(bucket, prefix, StartAfter: null, ListsFolders: true);
        await foreach (var page in PagesAsync(request, cancellationToken).ConfigureAwait(false))
        {
            foreach (var name in page.Folders)
                yield return name.ToString()[prefix.Length..^1];
        }
    }

    private IAsyncEnumerable<S3ListingPage> PagesAsync(S3ListingRequest request, CancellationToken cancellationToken) =>
        StoreBoundary.RunAsync(_lister.PagesAsync(request, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> WriteOnceAsync(
        ObjectLocation location,
        ReadOnlyMemory<byte> content,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken = default
    )
    {
        using var body = new MemoryStream(content.ToArray(), writable: false);
        return await WriteOnceAsync(location, body, metadata, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> WriteOnceAsync(
        ObjectLocation location,
        Stream content,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken = default
    )
    {
        // A multipart upload could be larger, but some S3-compatible stores would then overwrite an existing object.
        if (content.Length > MaxObjectBytes)
            throw new StoreException(
                $"the object is larger than {MaxObjectBytes >> 30} GiB, the limit of a single S3 upload",
                "split it"
            );
        Task<bool> SendAsync() =>
            _sender.SendAsync(
                location.Bucket,
                client => PutAsync(client, location, content, metadata, cancellationToken),
                cancellationToken
            );
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await StoreBoundary.RunAsync(SendAsync, cancellationToken).ConfigureAwait(false);
            }
            catch (StoreException e) when (S3Sender.StatusOf(e) == HttpStatusCode.PreconditionFailed)
            {
                return false;
            }
            catch (StoreException e)
                when (S3Sender.StatusOf(e) == HttpStatusCode.Conflict && attempt < _session.Retry.MaxAttempts)
            {
                // A concurrent write of this object is in progress. The next attempt shows which write was first.
                await _requests.PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> PutAsync(
        AmazonS3Client client,
        ObjectLocation location,
        Stream content,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken
    )
    {
        content.Position = 0;
        var request = new PutObjectRequest
        {
            BucketName = location.Bucket,
            Key = location.Path,
            InputStream = content,
            AutoCloseStream = false,
            IfNoneMatch = "*",
            ContentType = "application/json",
            UseChunkEncoding = false,
            // Buckets with Object Lock require a checksum.
            ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
        };
        if (_session.Settings.RequesterPays)
            request.RequestPayer = RequestPayer.Requester;
        request.Headers.ContentEncoding = "gzip";
        foreach (var (name, value) in metadata)
            request.Metadata.Add(name, value);
        await client.PutObjectAsync(request, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
