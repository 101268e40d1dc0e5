using System.Net;
using System.Net.Http.Headers;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>Downloads objects: one signed GET each.</summary>
internal sealed class S3Getter(S3Requests requests)
{
    public S3Requests Requests => requests;

    /// <summary>
    /// Requests an object and returns the answer with its headers, the body unread; <c>null</c> when the object does
    /// not exist. The caller disposes of it and then calls <see cref="S3Requests.Done"/>.
    /// </summary>
    /// <param name="location">The object.</param>
    /// <param name="from">The first byte to get.</param>
    /// <param name="entityTag">The entity tag that the object must still have; <c>null</c> at first.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StoreException">The store did not answer, or refused.</exception>
    public Task<HttpResponseMessage?> GetAsync(
        ObjectLocation location,
        long from,
        string? entityTag,
        CancellationToken cancellationToken
    )
    {
        return requests.GetAsync(
            location.Bucket,
            Create,
            response => Task.FromResult(IsWanted(response) ? response : null),
            keepsTurn: true,
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

        bool IsWanted(HttpResponseMessage response)
        {
            if (!response.IsSuccessStatusCode)
                return false;
            // joined to the bytes that are there already, another part would look like tampering
            if (!IsPartFrom(response))
                throw new IOException("the store answered with another part than was asked for");
            if (!StatesItsEnd(response))
                throw new IOException("the store states no length, so a body that is cut could not be noticed");
            return true;
        }

        bool IsPartFrom(HttpResponseMessage response)
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

    /// <summary>Whether a body that is cut can be told from a whole one.</summary>
    private static bool StatesItsEnd(HttpResponseMessage response) =>
        response.Content.Headers.ContentLength is not null
        || response.Headers.TransferEncodingChunked == true
        || response.Version.Major >= 2;
}
