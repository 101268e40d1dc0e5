namespace Integrity.Aws;

/// <summary>
/// Decides whether a request is sent again. What passes is tried a number of times. While a service says that it gets too many requests, they are
/// repeated for <see cref="Patience"/>, since a bucket can take a minute to adapt. When nothing else was answered for that long, it is not
/// waited for any more. Safe for use by several tasks at once.
/// </summary>
internal sealed class Retries(AwsSession session, TimeProvider clock)
{
    /// <summary>How long throttled requests are repeated.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private const long Never = long.MinValue;

    private readonly AwsSession _session = session;
    private readonly TimeProvider _clock = clock;
    private long _throttledSince = Never;

    /// <summary>The attempts of one request.</summary>
    public Attempts Begin() => new(this);

    /// <summary>Takes note of an answer that is not about too many requests.</summary>
    public void Answered() => Volatile.Write(ref _throttledSince, Never);

    private bool IsWorthWaiting(long started)
    {
        if (!_session.Retry.IsPatient)
            return false;
        var now = _clock.GetTimestamp();
        var since = Interlocked.CompareExchange(ref _throttledSince, now, Never);
        return _clock.GetElapsedTime(started, now) < Patience
            && (since == Never || _clock.GetElapsedTime(since, now) < Patience);
    }

    /// <summary>The attempts of one request, the first of which is under way.</summary>
    internal sealed class Attempts(Retries retries)
    {
        private readonly long _started = retries._clock.GetTimestamp();

        /// <summary>The number of the attempt that is under way.</summary>
        public int Number { get; private set; } = 1;

        /// <summary>Whether there are attempts left, whatever failed.</summary>
        public bool AreLeft => Number < retries._session.Retry.MaxAttempts;

        /// <summary>Whether the request is sent again after a failure that passes.</summary>
        public bool MayRepeat(bool isThrottled) => AreLeft || (isThrottled && retries.IsWorthWaiting(_started));

        /// <summary>The next attempt begins at once.</summary>
        public void Skip() => Number++;

        /// <summary>Waits before the next attempt.</summary>
        public Task PauseAsync(CancellationToken cancellationToken) =>
            Backoff.PauseAsync(retries._session.Settings, Number++, retries._clock, cancellationToken);
    }
}
