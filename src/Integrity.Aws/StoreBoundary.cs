using System.Runtime.CompilerServices;
using Integrity.Aws.Network;
using Integrity.Storage;

namespace Integrity.Aws;

/// <summary>
/// The outermost boundary around everything that talks to a server. Known failures are explained where they arise. Any
/// other failure is a fault of this program, provoked by an unforeseen answer. It must cost one object, not the run. So
/// it becomes a <see cref="StoreException"/> that names the fault: the object could not be checked, with the reason.
/// </summary>
internal static class StoreBoundary
{
    public static async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception e) when (IsUnforeseen(e, cancellationToken))
        {
            throw Explain(e);
        }
    }

    public static async IAsyncEnumerable<T> RunAsync<T>(
        IAsyncEnumerable<T> items,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var enumerator = items.GetAsyncEnumerator(cancellationToken);
        await using var enumeratorDisposal = enumerator.ConfigureAwait(false);
        while (await RunAsync(() => enumerator.MoveNextAsync().AsTask(), cancellationToken).ConfigureAwait(false))
            yield return enumerator.Current;
    }

    /// <summary>Whether neither the store, the caller, the configuration nor the machine explains a failure.</summary>
    public static bool IsUnforeseen(Exception e, CancellationToken cancellationToken) =>
        e is not (StoreException or AwsConfigurationException or OutOfMemoryException)
        && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested);

    public static StoreException Explain(Exception e)
    {
        if (e is OperationCanceledException)
            return Backoff.ToException(e);
        return new StoreException(
            $"internal error: {e.GetType().Name}: {ForeignText.Of(e)}",
            "please report this, with the command line and the name of the object",
            e
        );
    }
}
