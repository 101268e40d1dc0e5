using System.Net;
using System.Net.Http.Headers;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>Downloads objects with signed GET requests.</summary>
internal sealed class S3Getter(S3Requests requests)
{
    public S3Requests Requests => requests;

    /// <summary>
    /// Requests an object and returns the response before its body is read, or <c>null</c> if the object does not
    /// exist. The caller disposes the response and then calls <see cref="S3Requests.Release"/>.
    /// </summary>
    /// <param name="location">The location of the object.</param>
    /// <param name="from">The offset of the first byte to get.</param>
    /// <param name="entityTag">The ETag that the object must still have; <c>null</c> for the first request.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="StoreException">The request failed or was denied.</exception>
    public Task<HttpResponseMessage?> GetAsync(
        ObjectLocation location,
        long from,
        string? entityTag,
        CancellationToken cancellationToken = default
    )
    {
        return requests.GetAsync(
            location.Bucket,
            Create,
            response => Task.FromResult(IsContent(response) ? response : null),
            keepsSlot: true,
            cancellationToken
        );

        HttpRequestMessage Create(S3Address.Bucket bucket)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, bucket.UrlOf(location.Path));
            if (from > 0)
                request.Headers.Range = new RangeHeaderValue(from, null);
            if (entityTag is not null)
                request.Headers.TryAddWithoutValidation("If-Match", entityTag);
            return request;
        }

        bool IsContent(HttpResponseMessage response)
        {
            if (!response.IsSuccessStatusCode)
                return false;
            // Another range, appended to the bytes already read, would look like tampering.
            if (!IsRequestedRange(response))
                throw new IOException("the store returned another range than requested");
            if (!HasDetectableEnd(response))
                throw new IOException("the store sent no length, so truncation cannot be detected");
            return true;
        }

        bool IsRequestedRange(HttpResponseMessage response)
        {
            if (from == 0)
                return response.StatusCode == HttpStatusCode.OK;
            var range = response.Content.Headers.ContentRange;
            return response.StatusCode == HttpStatusCode.PartialContent
                && range is { HasRange: true }
                && range.From == from
                && (range.Length is null || range.To == range.Length - 1)
                && (response.Content.Headers.ContentLength ?? range.To - from + 1) == range.To - from + 1
                && (response.Headers.ETag is not { } tag || entityTag is null || tag.ToString() == entityTag);
        }
    }

    /// <summary>Whether a truncated body can be detected.</summary>
    private static bool HasDetectableEnd(HttpResponseMessage response) =>
        response.Content.Headers.ContentLength is not null
        || response.Headers.TransferEncodingChunked == true
        || response.Version.Major >= 2;
}
