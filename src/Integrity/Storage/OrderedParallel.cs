using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Integrity.Storage;

/// <summary>A source of items, one of several whose results follow each other.</summary>
/// <param name="Items">The items.</param>
/// <param name="Done">Called after the caller took the last result; <c>null</c> for no call.</param>
internal sealed record OrderedSource<T>(IAsyncEnumerable<T> Items, Action? Done = null);

/// <summary>
/// Runs work on items in parallel and returns the results in the order of the items. Bounds memory: at most
/// <paramref name="ahead"/> items of a source are started before the caller has taken their results.
/// </summary>
/// <param name="ahead">Maximum number of started items per source, at least 2.</param>
/// <param name="start">
/// Starts the work on an item. Called in the order of the items, and not in parallel for items of one source. The
/// token is canceled when the caller stops early.
/// </param>
/// <param name="totalAhead">
/// Maximum number of started items of all sources but the one whose results the caller takes.
/// </param>
internal sealed class OrderedParallel<T, TResult>(
    int ahead,
    Func<T, CancellationToken, Task<TResult>> start,
    int totalAhead = int.MaxValue
)
{
    /// <summary>Returns the results for one source.</summary>
    public IAsyncEnumerable<TResult> RunAsync(
        IAsyncEnumerable<T> source,
        CancellationToken cancellationToken = default
    ) => RunAsync(One(new OrderedSource<T>(source)), sourcesAtOnce: 1, cancellationToken);

    /// <summary>
    /// Returns the results for several sources, one source after the other. A slow source does not stop the ones after
    /// it. All work has ended when the enumeration ends, even if it ends early.
    /// </summary>
    /// <param name="sources">The sources. The next one is requested when fewer than the maximum are being read.</param>
    /// <param name="sourcesAtOnce">Maximum number of sources to read in parallel.</param>
    /// <param name="cancellationToken">Cancels everything.</param>
    public async IAsyncEnumerable<TResult> RunAsync(
        IAsyncEnumerable<OrderedSource<T>> sources,
        int sourcesAtOnce,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var windows = Channel.CreateUnbounded<Window>();
        var shared = new SharedLead(totalAhead);
        var reading = Task.Run(
            () => ReadAllAsync(sources, windows.Writer, shared, sourcesAtOnce, stop.Token),
            CancellationToken.None
        );
        Window? current = null;
        try
        {
            var number = 0;
            await foreach (var window in windows.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                current = window;
                shared.SetCurrent(number++);
                await foreach (var work in window.Work.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                {
                    yield return await work.ConfigureAwait(false);
                    shared.Return();
                }
                window.Source.Done?.Invoke();
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
            if (current is not null)
                await DrainAsync(current).ConfigureAwait(false);
            while (windows.Reader.TryRead(out var window))
                await DrainAsync(window).ConfigureAwait(false);
        }
    }

    private static async IAsyncEnumerable<OrderedSource<T>> One(OrderedSource<T> source)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return source;
    }

    /// <summary>Starts reading the sources in order, so the next source to return is always being read.</summary>
    private async Task ReadAllAsync(
        IAsyncEnumerable<OrderedSource<T>> sources,
        ChannelWriter<Window> windows,
        SharedLead shared,
        int sourcesAtOnce,
        CancellationToken cancellationToken
    )
    {
        using var slots = new SemaphoreSlim(sourcesAtOnce);
        var reading = new List<Task>();
        try
        {
            await foreach (var source in sources.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
                var (window, number) = (new Window(source, NewQueue()), reading.Count);
                windows.TryWrite(window);
                reading.Add(Task.Run(() => ReadAsync(window, number), CancellationToken.None));
            }
            windows.Complete();
        }
        catch (Exception e)
        {
            // Not hidden: the reader of the channel throws it.
            windows.Complete(e);
        }
        await Task.WhenAll(reading).ConfigureAwait(false);

        async Task ReadAsync(Window window, int number)
        {
            await this.ReadAsync(window, number, shared, cancellationToken).ConfigureAwait(false);
            slots.Release();
        }
    }

    /// <summary>Creates the queue of started work. One more item is with the caller, so it holds one less.</summary>
    private Channel<Task<TResult>> NewQueue() =>
        Channel.CreateBounded<Task<TResult>>(
            new BoundedChannelOptions(ahead - 1) { SingleReader = true, SingleWriter = true }
        );

    private async Task ReadAsync(Window window, int number, SharedLead shared, CancellationToken cancellationToken)
    {
        var queue = window.Work.Writer;
        try
        {
            await foreach (var item in window.Source.Items.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await shared.TakeAsync(number, cancellationToken).ConfigureAwait(false);
                await queue.WaitToWriteAsync(cancellationToken).ConfigureAwait(false);
                // Always succeeds: there is one writer, and it has waited for space.
                queue.TryWrite(start(item, cancellationToken));
            }
            queue.Complete();
        }
        catch (Exception e)
        {
            // Not hidden: the reader of the channel throws it.
            queue.Complete(e);
        }
    }

    private static async Task DrainAsync(Window window)
    {
        while (window.Work.Reader.TryRead(out var work))
            await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private sealed record Window(OrderedSource<T> Source, Channel<Task<TResult>> Work);
}

/// <summary>
/// Limits how many items all sources together may run ahead of the caller. The source whose results the caller takes
/// never waits, so there is no deadlock. Otherwise the earliest source goes first. Thread-safe.
/// </summary>
internal sealed class SharedLead(int size)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, TaskCompletionSource> _waiting = [];
    private int _left = size;
    private int _current = -1;

    /// <summary>Waits until a source may start one more item. A source waits for one item at a time.</summary>
    public Task TakeAsync(int source, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (source <= _current || _left > 0)
            {
                _left--;
                return Task.CompletedTask;
            }
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(source, turn);
            return turn.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Returns the place of an item whose result the caller has taken.</summary>
    public void Return()
    {
        lock (_lock)
        {
            _left++;
            if (_left > 0 && _waiting.Count > 0)
                Release(_waiting.First().Key);
        }
    }

    /// <summary>Sets the source whose results the caller takes now.</summary>
    public void SetCurrent(int source)
    {
        lock (_lock)
        {
            _current = source;
            if (_waiting.ContainsKey(source))
                Release(source);
        }
    }

    private void Release(int source)
    {
        _waiting.Remove(source, out var turn);
        _left--;
        turn!.SetResult();
    }
}

/// <summary>Limits how much work runs in parallel.</summary>
internal sealed class ParallelLimit(int concurrency) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(concurrency);

    /// <summary>
    /// Runs the work on the thread pool when a slot is free. Work waits in the order of the calls, also after a
    /// cancellation: a wait that ignores the token needs much less memory, and a canceled slot is free at once.
    /// </summary>
    public async Task<TResult> RunAsync<TResult>(Func<Task<TResult>> work, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return await work().ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();
}
