using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;
using Integrity.Storage;

namespace Integrity.Aws.S3.Listing;

/// <summary>
/// Lists a bucket page by page (ListObjectsV2). A listing decides which objects are missing or unlisted, so it rejects
/// a page that contradicts the request or an earlier page, and it always ends.
/// </summary>
internal sealed class S3Lister(S3Requests requests, S3ListingLimits limits)
{
    /// <summary>Lists the pages, keeping only the current one in memory.</summary>
    /// <exception cref="StoreException">The request failed or was denied, or the response is invalid.</exception>
    public async IAsyncEnumerable<S3ListingPage> PagesAsync(
        S3ListingRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var check = new S3ListingCheck(request, limits);
        string? token = null;
        do
        {
            var page = await ReadPageAsync(request, token, cancellationToken).ConfigureAwait(false);
            if (check.ProblemOf(page, token) is { } problem)
                throw InvalidResponse(problem);
            token = page.NextToken;
            yield return page;
        } while (token is not null);
    }

    private async Task<S3ListingPage> ReadPageAsync(
        S3ListingRequest request,
        string? token,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await requests
                    .GetAsync(request.Bucket, Create, ReceiveAsync, keepsSlot: false, cancellationToken)
                    .ConfigureAwait(false)
                ?? throw new StoreException("the store returned 404 (NoSuchKey) for a listing", "check the endpoint");
        }
        catch (S3ListingException e)
        {
            throw InvalidResponse(e.Problem, e);
        }
        catch (Exception e) when (e is XmlException or DecoderFallbackException)
        {
            throw InvalidResponse("it is not well-formed XML", e);
        }

        HttpRequestMessage Create(S3Address.Bucket bucket) =>
            new(HttpMethod.Get, bucket.UrlOfListing(request.QueryOf(token)));

        async Task<S3ListingPage?> ReceiveAsync(HttpResponseMessage response)
        {
            if (response.StatusCode != HttpStatusCode.OK)
                return null;
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(requests.Settings.Timeout * limits.TimeoutsPerPage);
            var body = new PacedBody(response, requests.Settings, requests.Clock);
            await using var bodyDisposal = body.ConfigureAwait(false);
            return await S3ListingReader.ReadAsync(body, timeout.Token).ConfigureAwait(false);
        }
    }

    private static StoreException InvalidResponse(string problem, Exception? cause = null) =>
        new($"invalid response from the store: {problem}", "check that the endpoint is S3-compatible", cause);
}

/// <summary>Limits on a listing, which stop a hostile server from making it endless.</summary>
internal sealed record S3ListingLimits
{
    public static S3ListingLimits Default { get; } = new();

    /// <summary>The maximum number of pages in a listing: enough for 100 million objects under one prefix.</summary>
    public int MaxPages { get; init; } = 100_000;

    /// <summary>
    /// The maximum number of consecutive empty pages. S3 sends such pages where many objects were deleted.
    /// </summary>
    public int MaxEmptyPages { get; init; } = 100;

    /// <summary>The maximum number of folders in a listing, because callers keep them all in memory.</summary>
    public int MaxFolders { get; init; } = 100_000;

    /// <summary>The time-out of a whole page, as a multiple of the time-out of a read.</summary>
    public int TimeoutsPerPage { get; init; } = 4;
}
