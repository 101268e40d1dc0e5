using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>
/// An object in S3 in which one verification leaves a checkpoint for the next. It is read before the verification, and replaced behind it only if it is still what was read
/// (<c>If-Match</c> its ETag, or <c>If-None-Match: *</c> when there was none): of two that run at once, the later one is told so, and nothing is lost.
/// It stands apart from all stores, which can neither overwrite nor delete. Not safe for use by several threads at once.
/// </summary>
/// <param name="session">Credentials, endpoints and connections.</param>
/// <param name="location">The object.</param>
/// <param name="clock">Times the pauses between attempts.</param>
public sealed class S3Checkpoint(AwsSession session, ObjectLocation location, TimeProvider clock)
{
    private readonly S3Address _address = new(session, clock);
    private string? _entityTag;

    /// <summary>The content of the object; <c>null</c> when there is none yet.</summary>
    /// <param name="maxBytes">A larger one is refused.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreException">The store cannot hand it out, or it is too large.</exception>
    public async Task<byte[]?> ReadAsync(int maxBytes, CancellationToken cancellationToken)
    {
        var content = await StoreBoundary
            .RunAsync(() => ReadStartAsync(maxBytes + 1, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return content is null || content.Length <= maxBytes
            ? content
            : throw new StoreException(
                $"the object is larger than {maxBytes} bytes",
                "it is no checkpoint: check its name"
            );
    }

    private async Task<byte[]?> ReadStartAsync(int length, CancellationToken cancellationToken)
    {
        var getter = new S3Getter(new S3Requests(session, _address, new AdaptiveLimit(1), clock));
        if (await getter.GetAsync(location, 0, null, cancellationToken).ConfigureAwait(false) is not { } response)
            return null;
        var stored = new S3Object(getter, location, response);
        await using var storedDisposal = stored.ConfigureAwait(false);
        // without quotes, as the AWS CLI's manual shows it: S3 takes both, and not every store that speaks S3 takes them with
        _entityTag =
            stored.EntityTag?.Trim('"')
            ?? throw new StoreException("the store tells no ETag", "use a store that knows conditional writes");
        using var content = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (
            content.Length < length
            && await stored.Content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read
        )
            content.Write(buffer, 0, read);
        return content.ToArray();
    }

    /// <summary>Replaces what was read, or writes the first one; <c>false</c> when somebody else has written or deleted it since.</summary>
    /// <exception cref="StoreException">The store does not take it.</exception>
    public async Task<bool> ReplaceAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
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
            catch (StoreException e) when (IsRefused(e))
            {
                // when the answer to a first attempt was lost on the way, what lies there is this very content
                return await new S3Checkpoint(session, location, clock)
                        .ReadStartAsync(content.Length + 1, cancellationToken)
                        .ConfigureAwait(false)
                        is { } present
                    && content.Span.SequenceEqual(present);
            }
            catch (StoreException e)
                when (S3Sender.StatusOf(e) == HttpStatusCode.Conflict && attempt < session.Retry.MaxAttempts)
            {
                // another write is under way: the next answer tells which was first
                await Backoff.PauseAsync(session.Settings, attempt, clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The condition does not hold. What is to be replaced and is not there is answered with 404.</summary>
    private static bool IsRefused(StoreException e) =>
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
            // buckets with Object Lock take nothing without a checksum
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
