using Integrity.Aws.Network;
using Integrity.Storage;

namespace Integrity.Aws;

/// <summary>The delays between attempts, and the errors after the last one.</summary>
internal static class Backoff
{
    /// <summary>
    /// Waits before the next attempt: exponentially longer, and randomized so that clients do not retry in step.
    /// </summary>
    public static Task PauseAsync(
        AwsSettings settings,
        int attempt,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var longest = Math.Min(
            settings.MaxDelay.TotalMilliseconds,
            settings.FirstDelay.TotalMilliseconds * Math.Pow(2, attempt - 1)
        );
        return Task.Delay(
            TimeSpan.FromMilliseconds(longest * (0.5 + (Random.Shared.NextDouble() / 2))),
            clock,
            cancellationToken
        );
    }

    /// <summary>Returns the error for a time-out or a failed connection.</summary>
    public static StoreException ToException(Exception e) =>
        e is OperationCanceledException
            ? new StoreException("request timed out", "check the network and try again", e)
            : new StoreException(
                $"connection failed: {ExternalMessage.Of(e)}",
                "check the network and the endpoint, then try again",
                e
            );
}
