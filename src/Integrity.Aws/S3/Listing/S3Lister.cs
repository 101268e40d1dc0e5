using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;
using Integrity.Storage;

namespace Integrity.Aws.S3.Listing;

/// <summary>
/// Lists a bucket page by page (ListObjectsV2). A listing decides what is missing and what is unlisted, so a page that
/// contradicts the request or an earlier page is refused, and every listing ends.
/// </summary>
internal sealed class S3Lister(S3Requests requests, S3ListingLimits limits)
{
    /// <summary>The pages of a listing. A page is held only while it is used.</summary>
    /// <exception cref="StoreException">The store did not answer, refused, or answered with something else.</exception>
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
                throw NotUnderstood(problem);
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
                    .GetAsync(request.Bucket, Create, ReceiveAsync, keepsTurn: false, cancellationToken)
                    .ConfigureAwait(false)
                ?? throw new StoreException("the store answered 404 (NoSuchKey) to a listing", "check the endpoint");
        }
        catch (S3ListingException e)
        {
            throw NotUnderstood(e.Problem, e);
        }
        catch (Exception e) when (e is XmlException or DecoderFallbackException)
        {
            throw NotUnderstood("it is not well-formed XML", e);
        }

        HttpRequestMessage Create(S3Address.Bucket bucket) =>
            new(HttpMethod.Get, bucket.UrlOfListing(request.QueryOf(token)));

        async Task<S3ListingPage?> ReceiveAsync(HttpResponseMessage response)
        {
            if (response.StatusCode != HttpStatusCode.OK)
                return null;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(requests.Settings.Timeout * limits.TimeoutsPerPage);
            var body = new PacedBody(response, requests.Settings, requests.Clock);
            await using var bodyDisposal = body.ConfigureAwait(false);
            return await S3ListingReader.ReadAsync(body, patience.Token).ConfigureAwait(false);
        }
    }

    private static StoreException NotUnderstood(string problem, Exception? cause = null) =>
        new($"the store's answer cannot be understood: {problem}", "check the endpoint, and that it speaks S3", cause);
}

/// <summary>Bounds on a listing, so that a hostile server cannot make it endless.</summary>
internal sealed record S3ListingLimits
{
    public static S3ListingLimits Default { get; } = new();

    /// <summary>The most pages of a listing: 100 million objects below one prefix, on full pages.</summary>
    public int MaxPages { get; init; } = 100_000;

    /// <summary>The most pages in a row without a name. S3 sends such pages where many objects were deleted.</summary>
    public int MaxEmptyPages { get; init; } = 100;

    /// <summary>The most folders of a listing. Callers hold them all.</summary>
    public int MaxFolders { get; init; } = 100_000;

    /// <summary>How many time-outs of a read a whole page may take.</summary>
    public int TimeoutsPerPage { get; init; } = 4;
}
