namespace Integrity.Aws;

/// <summary>
/// Removes the <c>Location</c> header of redirects. The AWS SDK follows a 307 response from S3: it signs the request
/// for the new host and sends it the session token and the body. Only the configuration may name a host. Without the
/// header, the SDK reports the response as an error.
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
