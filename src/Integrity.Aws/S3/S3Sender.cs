using System.Net;
using System.Xml;
using Amazon.Runtime;
using Amazon.S3;
using Integrity.Aws.Network;
using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>
/// Sends requests with the SDK's clients, which retry transient failures. Follows a bucket to another region.
/// </summary>
internal sealed class S3Sender(AwsSession session, S3Address address)
{
    /// <summary>Sends a request to the region of the bucket.</summary>
    /// <exception cref="StoreException">The request failed or was denied.</exception>
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
                // Move throws if the region is not acceptable.
                var isLast = attempt == session.Retry.MaxAttempts;
                if (!isLast && RegionIn(e) is { } region && address.Move(bucket, region) is { } moved)
                {
                    bucket = moved;
                    continue;
                }
                var known = S3Failure.ToException(e.StatusCode, e.ErrorCode ?? "", ExternalMessage.Own(e));
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
                throw new StoreException(
                    $"invalid response from the store: {ExternalMessage.Of(e)}",
                    "check that the endpoint is S3-compatible",
                    e
                );
            }
        }
    }

    /// <summary>Returns the HTTP status of a failed request, or <c>null</c> if there was no response.</summary>
    public static HttpStatusCode? StatusOf(StoreException e) => (e.InnerException as AmazonS3Exception)?.StatusCode;

    /// <summary>Returns the error code of a failed request, or <c>null</c> if the response had none.</summary>
    public static string? CodeOf(StoreException e) => (e.InnerException as AmazonS3Exception)?.ErrorCode;

    private static string? RegionIn(AmazonS3Exception e) =>
        (e.InnerException as Amazon.Runtime.Internal.HttpErrorResponseException)?.Response?.GetHeaderValue(
            "x-amz-bucket-region"
        )
            is { Length: > 0 } region
            ? region
            : null;
}
