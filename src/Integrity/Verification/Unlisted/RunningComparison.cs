using System.Threading.Channels;
using Integrity.Storage;

namespace Integrity.Verification.Unlisted;

/// <summary>A comparison that runs while the walk goes on. How far it may be ahead of its reader is bounded: whoever can write to the bucket can add objects without number, and none is left out.</summary>
internal sealed class RunningComparison : IAsyncDisposable
{
    private const int MaxAhead = 1_000;

    private readonly Channel<UnlistedResult> _found = Channel.CreateBounded<UnlistedResult>(
        new BoundedChannelOptions(MaxAhead) { SingleReader = true, SingleWriter = true }
    );
    private readonly Task _task;

    public RunningComparison(TrailFolder folder, DayComparison comparison, CancellationToken cancellationToken)
    {
        Folder = folder;
        _task = Task.Run(() => RunAsync(comparison, cancellationToken), CancellationToken.None);
    }

    /// <summary>The folder that is compared.</summary>
    public TrailFolder Folder { get; }

    /// <summary>Why it could not be compared to its end; known once all that was found is read.</summary>
    public StoreException? Problem { get; private set; }

    /// <summary>What is found, until the comparison is over.</summary>
    public IAsyncEnumerable<UnlistedResult> FoundAsync(CancellationToken cancellationToken) =>
        _found.Reader.ReadAllAsync(cancellationToken);

    private async Task RunAsync(DayComparison comparison, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var stray in comparison.RunAsync(cancellationToken).ConfigureAwait(false))
                await _found.Writer.WriteAsync(stray, cancellationToken).ConfigureAwait(false);
            _found.Writer.Complete();
        }
        catch (StoreException e)
        {
            Problem = e;
            _found.Writer.Complete();
        }
        catch (Exception e)
        {
            // not hidden: the reader of the channel gets it
            _found.Writer.Complete(e);
        }
    }

    /// <summary>Waits for its end. Whoever gives it up before must have cancelled it.</summary>
    public async ValueTask DisposeAsync() => await _task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
