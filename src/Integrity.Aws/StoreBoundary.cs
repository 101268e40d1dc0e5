using System.Runtime.CompilerServices;
using Integrity.Aws.Network;
using Integrity.Storage;

namespace Integrity.Aws;

/// <summary>
/// The outermost exception boundary of all requests. Known failures are explained where they occur. Any other exception
/// is a bug in this program, triggered by an unexpected response. It must affect one object, not the whole run, so it
/// becomes a <see cref="StoreException"/>: this object could not be checked.
/// </summary>
internal static class StoreBoundary
{
    public static async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception e) when (IsUnexpected(e, cancellationToken))
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

    /// <summary>
    /// Whether neither the store, the caller, the configuration nor the machine explains an exception.
    /// </summary>
    public static bool IsUnexpected(Exception e, CancellationToken cancellationToken) =>
        e is not (StoreException or AwsConfigurationException or OutOfMemoryException)
        && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested);

    public static StoreException Explain(Exception e)
    {
        if (e is OperationCanceledException)
            return Backoff.ToException(e);
        return new StoreException(
            $"internal error: {e.GetType().Name}: {ExternalMessage.Of(e)}",
            "please report this bug with the command line and the name of the object",
            e
        );
    }
}
