using Integrity.Aws.Network;
using Integrity.Storage;

namespace Integrity.Aws;

/// <summary>What all requests do about failures that pass.</summary>
internal static class Backoff
{
    /// <summary>Waits before the next attempt: a random part of a time that doubles, so that many do not come back at once.</summary>
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

    /// <summary>A failure of the network, in words.</summary>
    public static StoreException ToException(Exception e) =>
        e is OperationCanceledException
            ? new StoreException("no answer in time", "check the network, and run it again", e)
            : new StoreException(
                $"the connection failed: {ForeignText.Of(e)}",
                "check the network and the endpoint, and run it again",
                e
            );
}
