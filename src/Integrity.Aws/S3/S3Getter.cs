using System.Net;
using System.Net.Http.Headers;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>
/// Gets objects: one signed GET each, tried again with growing pauses when the answer is a passing failure. It stands beside the SDK's client because that one's pipeline
/// costs four times the processor time of the request itself; credentials, endpoints and key derivation are the SDK's all the same.
/// </summary>
internal sealed class S3Getter(AwsSession session, S3Address address, AdaptiveLimit limit, TimeProvider clock)
{
    /// <summary>The answer with its headers, the body unread; <c>null</c> when the object does not exist. The caller disposes of it and then calls <see cref="Done"/>.</summary>
    /// <param name="location">The object.</param>
    /// <param name="from">The first byte to get.</param>
    /// <param name="entityTag">What the object must still be; <c>null</c> at first.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreException">The object could not be had.</exception>
    public async Task<HttpResponseMessage?> GetAsync(ObjectLocation location, long from, string? entityTag, CancellationToken cancellationToken)
    {
        var bucket = address.Of(location.Bucket);
        for (var attempt = 1; ; attempt++)
        {
            var (response, failure) = await TryGetAsync(bucket, location.Key, from, entityTag, cancellationToken);
            if (response is not null) return response;
            if (failure is S3Failure answer)
            {
                if (answer.IsMissing) return null;
                if (attempt < session.Settings.MaxAttempts && answer.IsElsewhere && answer.Region is { } region && address.Move(bucket, region) is { } moved)
                {
                    bucket = moved;
                    continue;
                }
                if (!answer.IsPassing || attempt == session.Settings.MaxAttempts) throw answer.ToException();
            }
            else if (attempt == session.Settings.MaxAttempts)
            {
                throw Backoff.ToException((Exception)failure!);
            }
            await PauseAsync(attempt, cancellationToken);
        }
    }

    /// <summary>The answer was read to its end, or given up.</summary>
    public void Done() => limit.Leave(wasTooMuch: false);

    /// <summary>Waits before the next attempt.</summary>
    public Task PauseAsync(int attempt, CancellationToken cancellationToken) => Backoff.PauseAsync(session.Settings, attempt, clock, cancellationToken);

    private async Task<(HttpResponseMessage? Response, object? Failure)> TryGetAsync(
        S3Address.Bucket bucket, string key, long from, string? entityTag, CancellationToken cancellationToken)
    {
        var credentials = await session.GetCredentialsAsync();
        await limit.EnterAsync();
        var isKept = false;
        var wasTooMuch = false;
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(session.Settings.Timeout);
            using var request = new HttpRequestMessage(HttpMethod.Get, bucket.UrlOf(key));
            if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
            if (entityTag is not null) request.Headers.TryAddWithoutValidation("If-Match", entityTag);
            bucket.Signer.Sign(request, credentials, SigV4.EmptyPayload);
            var response = await session.Http.SendAsync(request, timeout.Token);
            isKept = response.StatusCode == (from > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK) && (response.Content.Headers.ContentRange?.From ?? 0) == from;
            if (isKept) return (response, null);
            using (response)
            {
                // joined to what is there already it would look like tampering
                if (response.IsSuccessStatusCode) throw new IOException("the store answered with another part than was asked for");
                var failure = await S3Failure.ReadAsync(response, timeout.Token);
                wasTooMuch = failure.IsTooMuch;
                return (null, failure);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (null, e);
        }
        finally
        {
            if (!isKept) limit.Leave(wasTooMuch);
        }
    }
}
