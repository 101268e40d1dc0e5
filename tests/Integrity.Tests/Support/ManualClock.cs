namespace Integrity.Tests.Support;

/// <summary>
/// A clock that moves only when a test calls <see cref="Tick"/>: one second passes, and every timer fires once on the
/// test's thread.
/// </summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<Timer> _timers = [];
    private long _seconds;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => _seconds;

    public override DateTimeOffset GetUtcNow() => FixedClock.AfterTheVectors.GetUtcNow().AddSeconds(_seconds);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(() => callback(state));
        _timers.Add(timer);
        return timer;
    }

    public void Tick()
    {
        _seconds++;
        foreach (var timer in _timers.Where(timer => !timer.IsDisposed))
            timer.Fire();
    }

    private sealed class Timer(Action fire) : ITimer
    {
        public bool IsDisposed { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => IsDisposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
