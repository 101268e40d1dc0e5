namespace Integrity.Aws;

/// <summary>Counts the requests of a session, so that progress can show them. Thread-safe.</summary>
internal sealed class RequestTraffic
{
    private long _requests;
    private long _retries;

    /// <summary>The number of requests to S3 so far, including retries.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>The number of requests that were sent again after a failure, throttling included.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    internal void AddRequest() => Interlocked.Increment(ref _requests);

    internal void AddRetry() => Interlocked.Increment(ref _retries);
}
