using System.Net;
using System.Xml;
using Amazon.Runtime;
using Amazon.S3;
using Integrity.Aws.Network;
using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>Sends requests through the SDK's clients, which try again by themselves; again when the bucket turns out to lie in another region.</summary>
internal sealed class S3Sender(AwsSession session, S3Address address)
{
    /// <exception cref="StoreException">The store does not do what it is asked.</exception>
    public async Task<T> SendAsync<T>(
        string bucketName,
        Func<AmazonS3Client, Task<T>> send,
        CancellationToken cancellationToken
    )
    {
        var bucket = address.Of(bucketName);
        await session.GetCredentialsAsync().ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await send(bucket.Client).ConfigureAwait(false);
            }
            catch (AmazonS3Exception e)
            {
                // a region that requests must not go to throws here
                var isLast = attempt == session.Retry.MaxAttempts;
                if (!isLast && RegionIn(e) is { } region && address.Move(bucket, region) is { } moved)
                {
                    bucket = moved;
                    continue;
                }
                var known = S3Failure.ToException(e.StatusCode, e.ErrorCode ?? "", ForeignText.Own(e));
                throw new StoreException(known.Message, known.Hint, e);
            }
            catch (Exception e)
                when (e is AmazonClientException or HttpRequestException or IOException or TimeoutException
                    || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                )
            {
                throw Backoff.ToException(e);
            }
            catch (Exception e) when (e is AmazonServiceException or XmlException)
            {
                throw NotUnderstood(e);
            }
        }
    }

    /// <summary>The HTTP status with which the store refused; <c>null</c> when it did not answer.</summary>
    public static HttpStatusCode? StatusOf(StoreException e) => (e.InnerException as AmazonS3Exception)?.StatusCode;

    /// <summary>The error code with which the store refused; <c>null</c> when it told none.</summary>
    public static string? CodeOf(StoreException e) => (e.InnerException as AmazonS3Exception)?.ErrorCode;

    private static StoreException NotUnderstood(Exception? cause) =>
        new("the store's answer cannot be understood", "check the endpoint, and that it speaks S3", cause);

    private static string? RegionIn(AmazonS3Exception e) =>
        (e.InnerException as Amazon.Runtime.Internal.HttpErrorResponseException)?.Response?.GetHeaderValue(
            "x-amz-bucket-region"
        )
            is { Length: > 0 } region
            ? region
            : null;
}
