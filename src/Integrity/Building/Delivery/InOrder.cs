using System.Runtime.CompilerServices;

namespace Integrity.Building.Delivery;

/// <summary>Work on several items at once whose results come in the order of the items.</summary>
internal static class InOrder
{
    /// <summary>Begins the work in the order of the items, and is at most so many items ahead of whoever takes the results. None is under way any more when it ends.</summary>
    public static async IAsyncEnumerable<TResult> SelectAsync<T, TResult>(
        IAsyncEnumerable<T> items,
        int ahead,
        Func<T, Task<TResult>> work,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var underWay = new Queue<Task<TResult>>();
        try
        {
            await foreach (var item in items.WithCancellation(cancellationToken))
            {
                underWay.Enqueue(work(item));
                if (underWay.Count == ahead)
                    yield return await underWay.Dequeue().ConfigureAwait(false);
            }
            while (underWay.TryDequeue(out var next))
                yield return await next.ConfigureAwait(false);
        }
        finally
        {
            foreach (Task task in underWay)
                await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
