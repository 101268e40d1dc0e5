using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>
/// An object in S3 that stores the checkpoint between verifications. A verification reads it first, and replaces it at
/// the end only if it is unchanged (<c>If-Match</c> with its ETag, or <c>If-None-Match: *</c> if it did not exist). Of
/// two concurrent verifications, the second to write gets an error and no checkpoint is lost. Stores cannot overwrite
/// or delete, so this is a separate class. Not safe for concurrent use.
/// </summary>
/// <param name="session">The session for all requests.</param>
/// <param name="location">The location of the object.</param>
/// <param name="clock">Times the pauses between attempts.</param>
public sealed class S3Checkpoint(AwsSession session, ObjectLocation location, TimeProvider clock)
{
    private readonly S3Address _address = new(session, clock);
    private string? _entityTag;

    /// <summary>Returns the content of the object, or <c>null</c> if it does not exist.</summary>
    /// <param name="maxBytes">The maximum size of the object.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="StoreException">The object cannot be read or is too large.</exception>
    public async Task<byte[]?> ReadAsync(int maxBytes, CancellationToken cancellationToken = default)
    {
        var content = await StoreBoundary
            .RunAsync(() => ReadUpToAsync(maxBytes + 1, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return content is null || content.Length <= maxBytes
            ? content
            : throw new StoreException(
                $"the object is larger than {maxBytes} bytes",
                "it is not a checkpoint: check its name"
            );
    }

    private async Task<byte[]?> ReadUpToAsync(int length, CancellationToken cancellationToken)
    {
        var getter = new S3Getter(new S3Requests(session, _address, new AdaptiveLimit(1), clock));
        if (await getter.GetAsync(location, 0, null, cancellationToken).ConfigureAwait(false) is not { } response)
            return null;
        var stored = new S3Object(getter, location, response);
        await using var storedDisposal = stored.ConfigureAwait(false);
        // Without quotes, as in the AWS CLI's manual. S3 accepts both forms, other stores only this one.
        _entityTag =
            stored.EntityTag?.Trim('"')
            ?? throw new StoreException(
                "the store did not return an ETag",
                "use a store that supports conditional writes"
            );
        using var content = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (
            content.Length < length
            && await stored.Content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read
        )
            content.Write(buffer, 0, read);
        return content.ToArray();
    }

    /// <summary>
    /// Replaces the checkpoint that was read, or writes the first one. Returns <c>false</c> if another process has
    /// changed or deleted it since.
    /// </summary>
    /// <exception cref="StoreException">The object cannot be written.</exception>
    public async Task<bool> ReplaceAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var sender = new S3Sender(session, _address);
        Task<PutObjectResponse> SendAsync() =>
            sender.SendAsync(
                location.Bucket,
                client => PutAsync(client, content, cancellationToken),
                cancellationToken
            );
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await StoreBoundary.RunAsync(SendAsync, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (StoreException e) when (IsConditionFailed(e))
            {
                // If the response to an earlier attempt was lost, the object already has the new content.
                return await new S3Checkpoint(session, location, clock)
                        .ReadUpToAsync(content.Length + 1, cancellationToken)
                        .ConfigureAwait(false)
                        is { } present
                    && content.Span.SequenceEqual(present);
            }
            catch (StoreException e)
                when (S3Sender.StatusOf(e) == HttpStatusCode.Conflict && attempt < session.Retry.MaxAttempts)
            {
                // A concurrent write is in progress. The next attempt shows which write was first.
                await Backoff.PauseAsync(session.Settings, attempt, clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether the precondition failed. With If-Match, a deleted object results in 404.</summary>
    private static bool IsConditionFailed(StoreException e) =>
        S3Sender.StatusOf(e) == HttpStatusCode.PreconditionFailed || S3Sender.CodeOf(e) == "NoSuchKey";

    private async Task<PutObjectResponse> PutAsync(
        AmazonS3Client client,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken
    )
    {
        using var body = new MemoryStream(content.ToArray(), writable: false);
        var request = new PutObjectRequest
        {
            BucketName = location.Bucket,
            Key = location.Path,
            InputStream = body,
            ContentType = "application/json",
            UseChunkEncoding = false,
            // Buckets with Object Lock require a checksum.
            ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
        };
        if (session.Settings.RequesterPays)
            request.RequestPayer = RequestPayer.Requester;
        if (_entityTag is null)
            request.IfNoneMatch = "*";
        else
            request.IfMatch = _entityTag;
        return await client.PutObjectAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
