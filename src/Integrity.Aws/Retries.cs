namespace Integrity.Aws;

/// <summary>
/// Decides whether to retry a request. Transient failures get a fixed number of attempts. Throttled requests are
/// retried for <see cref="ThrottlingLimit"/>, because a bucket can take a minute to scale. Once the service has
/// throttled every request for that long, retries stop. Safe for concurrent use.
/// </summary>
internal sealed class Retries(AwsSession session, TimeProvider clock)
{
    /// <summary>How long throttled requests are retried.</summary>
    public static readonly TimeSpan ThrottlingLimit = TimeSpan.FromMinutes(2);

    private const long Never = long.MinValue;

    private readonly AwsSession _session = session;
    private readonly TimeProvider _clock = clock;
    private long _throttledSince = Never;

    /// <summary>Starts counting the attempts of a request.</summary>
    public Attempts Begin() => new(this);

    /// <summary>Records a response that was not throttled.</summary>
    public void ResetThrottling() => Volatile.Write(ref _throttledSince, Never);

    private bool MayRetryThrottled(long started)
    {
        if (!_session.Retry.ExtendsThrottling)
            return false;
        var now = _clock.GetTimestamp();
        var since = Interlocked.CompareExchange(ref _throttledSince, now, Never);
        return _clock.GetElapsedTime(started, now) < ThrottlingLimit
            && (since == Never || _clock.GetElapsedTime(since, now) < ThrottlingLimit);
    }

    /// <summary>Counts the attempts of one request.</summary>
    internal sealed class Attempts(Retries retries)
    {
        private readonly long _started = retries._clock.GetTimestamp();

        /// <summary>The number of the current attempt, from 1.</summary>
        public int Number { get; private set; } = 1;

        /// <summary>Whether attempts are left for any kind of failure.</summary>
        public bool HasNext => Number < retries._session.Retry.MaxAttempts;

        /// <summary>Whether to retry after a transient failure.</summary>
        public bool MayRetry(bool isThrottled) => HasNext || (isThrottled && retries.MayRetryThrottled(_started));

        /// <summary>Starts the next attempt without a delay.</summary>
        public void SkipPause() => Number++;

        /// <summary>Waits, then starts the next attempt.</summary>
        public Task PauseAsync(CancellationToken cancellationToken)
        {
            retries._session.Traffic.AddRetry();
            return Backoff.PauseAsync(retries._session.Settings, Number++, retries._clock, cancellationToken);
        }
    }
}
