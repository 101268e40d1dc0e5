namespace Integrity.Tests.Support;

/// <summary>A clock on which whoever waits has waited at once: each timer moves the time to its moment. For one who waits.</summary>
/// <param name="start">The time at first.</param>
/// <param name="arrive">Is told each time to which it moves.</param>
internal sealed class FastClock(DateTimeOffset start, Action<DateTimeOffset> arrive) : TimeProvider
{
    private DateTimeOffset _now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    /// <summary>Somebody sets the clock.</summary>
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
            // it is over
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
