namespace Integrity.Tests.Support;

/// <summary>A clock for one waiting thread. Each new timer moves the time to its due time and fires at once.</summary>
/// <param name="start">The initial time.</param>
/// <param name="arrive">Called with each time the clock moves to.</param>
internal sealed class FastClock(DateTimeOffset start, Action<DateTimeOffset> arrive) : TimeProvider
{
    private DateTimeOffset _now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    /// <summary>Sets the time.</summary>
    public void Set(DateTimeOffset now) => _now = now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _now += dueTime;
        arrive(_now);
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Fired();
    }

    private sealed class Fired : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
            // A fired timer holds nothing.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
