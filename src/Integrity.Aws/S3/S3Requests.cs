using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>
/// Sends signed GET requests and retries transient failures with exponential backoff. It replaces the SDK's client for
/// downloads, whose pipeline costs four times the CPU time of the request itself, buffers whole responses and follows
/// redirects. The SDK still provides credentials, endpoints and signing keys.
/// </summary>
internal sealed class S3Requests(AwsSession session, S3Address address, AdaptiveLimit limit, TimeProvider clock)
{
    private readonly Retries _retries = new(session, clock);

    public AwsSettings Settings => session.Settings;

    public TimeProvider Clock => clock;

    /// <summary>Sends a request, with retries. Returns <c>null</c> if the object does not exist.</summary>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="create">Creates the unsigned request. Called for each attempt.</param>
    /// <param name="receive">Reads the response. Returns <c>null</c> for an error response.</param>
    /// <param name="keepsSlot">
    /// Whether the request occupies its slot until the caller has read the response and calls <see cref="Release"/>.
    /// </param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="StoreException">The request failed or was denied.</exception>
    public async Task<T?> GetAsync<T>(
        string bucketName,
        Func<S3Address.Bucket, HttpRequestMessage> create,
        Func<HttpResponseMessage, Task<T?>> receive,
        bool keepsSlot,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var bucket = address.Of(bucketName);
        var attempts = _retries.Begin();
        while (true)
        {
            var (value, failure) = await TryAsync(bucket, create, receive, keepsSlot, cancellationToken)
                .ConfigureAwait(false);
            if (value is not null || failure is S3Failure { IsThrottled: false })
                _retries.ResetThrottling();
            if (value is not null)
                return value;
            if (failure is S3Failure error)
            {
                if (error.IsMissing)
                    return null;
                if (attempts.HasNext && Relocate(bucket, error) is { } moved)
                {
                    bucket = moved;
                    attempts.SkipPause();
                    continue;
                }
                if (!error.IsTransient || !attempts.MayRetry(error.IsThrottled))
                    throw error.ToException();
            }
            else if (!attempts.HasNext)
            {
                throw Backoff.ToException((Exception)failure!);
            }
            await attempts.PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Returns the bucket in the region that the error names, or <c>null</c> if it names no other region.
    /// </summary>
    private S3Address.Bucket? Relocate(S3Address.Bucket bucket, S3Failure error) =>
        error is { IsWrongRegion: true, Region: { } region } ? address.Move(bucket, region) : null;

    /// <summary>Releases the slot of a request after its response was read or abandoned.</summary>
    public void Release() => limit.Leave(wasThrottled: false);

    /// <summary>Waits before the next attempt.</summary>
    public Task PauseAsync(int attempt, CancellationToken cancellationToken) =>
        Backoff.PauseAsync(Settings, attempt, clock, cancellationToken);

    private async Task<(T? Value, object? Failure)> TryAsync<T>(
        S3Address.Bucket bucket,
        Func<S3Address.Bucket, HttpRequestMessage> create,
        Func<HttpResponseMessage, Task<T?>> receive,
        bool keepsSlot,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var credentials = await session.GetCredentialsAsync().ConfigureAwait(false);
        await limit.EnterAsync().ConfigureAwait(false);
        var isKept = false;
        var wasThrottled = false;
        try
        {
            session.Traffic.AddRequest();
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(Settings.Timeout);
            using var request = create(bucket);
            if (Settings.RequesterPays)
                request.Headers.TryAddWithoutValidation("x-amz-request-payer", "requester");
            bucket.Signer.Sign(request, credentials, SigV4.EmptyPayload);
            var response = await session.Http.SendAsync(request, timeout.Token).ConfigureAwait(false);
            try
            {
                if (await receive(response).ConfigureAwait(false) is { } value)
                {
                    isKept = keepsSlot;
                    return (value, null);
                }
                var failure = await S3Failure.ReadAsync(response, timeout.Token).ConfigureAwait(false);
                wasThrottled = failure.IsThrottled;
                return (null, failure);
            }
            finally
            {
                if (!isKept)
                    response.Dispose();
            }
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException and not StoreException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return (null, e);
        }
        finally
        {
            if (!isKept)
                limit.Leave(wasThrottled);
        }
    }
}
