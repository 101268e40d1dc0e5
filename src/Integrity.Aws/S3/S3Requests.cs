using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>
/// Sends signed GET requests, and repeats them after increasing pauses when they fail for a reason that may pass. It
/// exists beside the SDK's client because that client's pipeline costs four times the processor time of the request
/// itself, buffers whole answers and follows redirects. Credentials, endpoints and key derivation are the SDK's.
/// </summary>
internal sealed class S3Requests(AwsSession session, S3Address address, AdaptiveLimit limit, TimeProvider clock)
{
    private readonly Retries _retries = new(session, clock);

    public AwsSettings Settings => session.Settings;

    public TimeProvider Clock => clock;

    /// <summary>Sends a request until it is answered; <c>null</c> when the object does not exist.</summary>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="create">Creates the request, unsigned; called for each attempt.</param>
    /// <param name="receive">Takes the answer; <c>null</c> when it is not the wanted one.</param>
    /// <param name="keepsTurn">
    /// Whether the answer is read later: the caller then calls <see cref="Done"/> when it is read or given up.
    /// </param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StoreException">The store did not answer, or refused.</exception>
    public async Task<T?> GetAsync<T>(
        string bucketName,
        Func<S3Address.Bucket, HttpRequestMessage> create,
        Func<HttpResponseMessage, Task<T?>> receive,
        bool keepsTurn,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var bucket = address.Of(bucketName);
        var attempts = _retries.Begin();
        while (true)
        {
            var (value, failure) = await TryAsync(bucket, create, receive, keepsTurn, cancellationToken)
                .ConfigureAwait(false);
            if (value is not null || failure is S3Failure { IsTooMuch: false })
                _retries.Answered();
            if (value is not null)
                return value;
            if (failure is S3Failure answer)
            {
                if (answer.IsMissing)
                    return null;
                if (attempts.AreLeft && Elsewhere(bucket, answer) is { } moved)
                {
                    bucket = moved;
                    attempts.Skip();
                    continue;
                }
                if (!answer.IsPassing || !attempts.MayRepeat(answer.IsTooMuch))
                    throw answer.ToException();
            }
            else if (!attempts.AreLeft)
            {
                throw Backoff.ToException((Exception)failure!);
            }
            await attempts.PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The bucket in the region that an answer names; <c>null</c> when it names no other region.</summary>
    private S3Address.Bucket? Elsewhere(S3Address.Bucket bucket, S3Failure answer) =>
        answer is { IsElsewhere: true, Region: { } region } ? address.Move(bucket, region) : null;

    /// <summary>The answer was read to its end, or given up.</summary>
    public void Done() => limit.Leave(wasTooMuch: false);

    /// <summary>Waits before the next attempt.</summary>
    public Task PauseAsync(int attempt, CancellationToken cancellationToken) =>
        Backoff.PauseAsync(Settings, attempt, clock, cancellationToken);

    private async Task<(T? Value, object? Failure)> TryAsync<T>(
        S3Address.Bucket bucket,
        Func<S3Address.Bucket, HttpRequestMessage> create,
        Func<HttpResponseMessage, Task<T?>> receive,
        bool keepsTurn,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var credentials = await session.GetCredentialsAsync().ConfigureAwait(false);
        await limit.EnterAsync().ConfigureAwait(false);
        var isKept = false;
        var wasTooMuch = false;
        try
        {
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
                    isKept = keepsTurn;
                    return (value, null);
                }
                var failure = await S3Failure.ReadAsync(response, timeout.Token).ConfigureAwait(false);
                wasTooMuch = failure.IsTooMuch;
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
                limit.Leave(wasTooMuch);
        }
    }
}
