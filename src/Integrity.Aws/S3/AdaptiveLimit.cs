namespace Integrity.Aws.S3;

/// <summary>
/// Bounds how many requests are under way. When S3 says that it is too much, the bound is halved; each answer after that raises it a little, so that it settles
/// where the bucket can keep up.
/// </summary>
internal sealed class AdaptiveLimit(int max)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private double _limit = max;
    private int _underWay;

    /// <summary>The bound of now.</summary>
    public int Current
    {
        get
        {
            lock (_lock)
                return (int)_limit;
        }
    }

    public ValueTask EnterAsync()
    {
        lock (_lock)
        {
            if (_underWay < (int)_limit)
            {
                _underWay++;
                return ValueTask.CompletedTask;
            }
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
            return new ValueTask(turn.Task);
        }
    }

    public void Leave(bool wasTooMuch)
    {
        lock (_lock)
        {
            _underWay--;
            _limit = wasTooMuch ? Math.Max(1, _limit / 2) : Math.Min(max, _limit + (1 / _limit));
            while (_underWay < (int)_limit && _waiting.TryDequeue(out var turn))
            {
                _underWay++;
                turn.SetResult();
            }
        }
    }
}
