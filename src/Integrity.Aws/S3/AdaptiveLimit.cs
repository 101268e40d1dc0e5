namespace Integrity.Aws.S3;

/// <summary>
/// Limits the number of concurrent requests. Throttling halves the limit, and each other response raises it a little,
/// so it settles at the rate that the bucket supports.
/// </summary>
internal sealed class AdaptiveLimit(int max)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private double _limit = max;
    private int _active;

    /// <summary>The current limit.</summary>
    public int Current
    {
        get
        {
            lock (_lock)
                return (int)_limit;
        }
    }

    /// <summary>Waits for a slot. Call <see cref="Leave"/> to free it.</summary>
    public ValueTask EnterAsync()
    {
        lock (_lock)
        {
            if (_active < (int)_limit)
            {
                _active++;
                return ValueTask.CompletedTask;
            }
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
            return new ValueTask(turn.Task);
        }
    }

    /// <summary>Frees a slot and adjusts the limit.</summary>
    public void Leave(bool wasThrottled)
    {
        lock (_lock)
        {
            _active--;
            _limit = wasThrottled ? Math.Max(1, _limit / 2) : Math.Min(max, _limit + (1 / _limit));
            while (_active < (int)_limit && _waiting.TryDequeue(out var turn))
            {
                _active++;
                turn.SetResult();
            }
        }
    }
}
