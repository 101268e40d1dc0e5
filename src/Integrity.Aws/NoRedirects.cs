namespace Integrity.Aws;

/// <summary>
/// Hides where a server redirects to. The AWS SDK follows the <c>Location</c> of a 307 answer from S3: it signs the
/// request again for that host and sends the session token and the body there. Only the configuration may name a host.
/// Without the header, the SDK reports the answer as an error.
/// </summary>
internal sealed class NoRedirects(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if ((int)response.StatusCode is >= 300 and < 400)
            response.Headers.Remove("Location");
        return response;
    }
}
