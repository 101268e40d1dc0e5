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
        ObjectLocation location, long from, string? entityTag, CancellationToken cancellationToken)
    {
        return requests.GetAsync(
            location.Bucket,
            Create,
            response => Task.FromResult(IsWanted(response) ? response : null),
            keepsTurn: true,
            cancellationToken);

        HttpRequestMessage Create(S3Address.Bucket bucket)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, bucket.UrlOf(location.Key));
            if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
            if (entityTag is not null) request.Headers.TryAddWithoutValidation("If-Match", entityTag);
            return request;
        }

        bool IsWanted(HttpResponseMessage response)
        {
            var status = from > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK;
            var start = response.Content.Headers.ContentRange?.From ?? 0;
            if (response.StatusCode == status && start == from) return true;
            // joined to the bytes that are there already it would look like tampering
            return response.IsSuccessStatusCode
                ? throw new IOException("the store answered with another part than was asked for")
                : false;
        }
    }
}
