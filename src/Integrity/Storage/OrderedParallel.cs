using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Integrity.Storage;

/// <summary>
/// Runs work on items in parallel and returns the results in the order of the items. Bounds memory: at most
/// <paramref name="ahead"/> items of a source are started before the caller has taken their results.
/// </summary>
/// <param name="ahead">Maximum number of started items per source, at least 2.</param>
/// <param name="start">
/// Starts the work on an item. Called in the order of the items, and not in parallel for items of one source. The
/// token is canceled when the caller stops early.
/// </param>
internal sealed class OrderedParallel<T, TResult>(int ahead, Func<T, CancellationToken, Task<TResult>> start)
{
    /// <summary>Returns the results for one source.</summary>
    public IAsyncEnumerable<TResult> RunAsync(
        IAsyncEnumerable<T> source,
        CancellationToken cancellationToken = default
    ) => RunAsync([source], sourcesAtOnce: 1, sourceDone: null, cancellationToken);

    /// <summary>
    /// Returns the results for several sources, one source after the other. All work has ended when the enumeration
    /// ends, even if it ends early.
    /// </summary>
    /// <param name="sources">The sources.</param>
    /// <param name="sourcesAtOnce">Maximum number of sources to read in parallel.</param>
    /// <param name="sourceDone">Called after the last result of each source; <c>null</c> for no call.</param>
    /// <param name="cancellationToken">Cancels everything.</param>
    public async IAsyncEnumerable<TResult> RunAsync(
        IReadOnlyList<IAsyncEnumerable<T>> sources,
        int sourcesAtOnce,
        Action? sourceDone,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var windows = sources.Select(_ => NewWindow()).ToList();
        var reading = Task.Run(() => ReadAllAsync(sources, windows, sourcesAtOnce, stop.Token), CancellationToken.None);
        try
        {
            foreach (var window in windows)
            {
                await foreach (var work in window.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                    yield return await work.ConfigureAwait(false);
                sourceDone?.Invoke();
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var window in windows)
                await DrainAsync(window).ConfigureAwait(false);
        }
    }

    /// <summary>Creates the queue of started work. One more item is with the caller, so it holds one less.</summary>
    private Channel<Task<TResult>> NewWindow() =>
        Channel.CreateBounded<Task<TResult>>(
            new BoundedChannelOptions(ahead - 1) { SingleReader = true, SingleWriter = true }
        );

    /// <summary>Starts reading the sources in order, so the next source to return is always being read.</summary>
    private async Task ReadAllAsync(
        IReadOnlyList<IAsyncEnumerable<T>> sources,
        List<Channel<Task<TResult>>> windows,
        int sourcesAtOnce,
        CancellationToken cancellationToken
    )
    {
        using var slots = new SemaphoreSlim(sourcesAtOnce);
        var reading = new List<Task>();
        for (var i = 0; i < sources.Count && !cancellationToken.IsCancellationRequested; i++)
        {
            await slots.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            var (source, window) = (sources[i], windows[i].Writer);
            reading.Add(
                Task.Run(
                    async () =>
                    {
                        await ReadAsync(source, window, cancellationToken).ConfigureAwait(false);
                        slots.Release();
                    },
                    CancellationToken.None
                )
            );
        }
        await Task.WhenAll(reading).ConfigureAwait(false);
    }

    private async Task ReadAsync(
        IAsyncEnumerable<T> source,
        ChannelWriter<Task<TResult>> window,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await foreach (var item in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await window.WaitToWriteAsync(cancellationToken).ConfigureAwait(false);
                // Always succeeds: there is one writer, and it has waited for space.
                window.TryWrite(start(item, cancellationToken));
            }
            window.Complete();
        }
        catch (Exception e)
        {
            // Not hidden: the reader of the channel throws it.
            window.Complete(e);
        }
    }

    private static async Task DrainAsync(Channel<Task<TResult>> window)
    {
        while (window.Reader.TryRead(out var work))
            await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
