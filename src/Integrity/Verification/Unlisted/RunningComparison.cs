using System.Threading.Channels;
using Integrity.Storage;

namespace Integrity.Verification.Unlisted;

/// <summary>
/// A day comparison that runs while the walk continues. Bounds how far it runs ahead of its reader: anyone who can
/// write to the bucket can add any number of objects, and each of them is reported.
/// </summary>
internal sealed class RunningComparison : IAsyncDisposable
{
    private const int MaxAhead = 1_000;

    private readonly Channel<UnlistedResult> _found = Channel.CreateBounded<UnlistedResult>(
        new BoundedChannelOptions(MaxAhead) { SingleReader = true, SingleWriter = true }
    );
    private readonly Task _task;

    public RunningComparison(RegionFolders folders, DayComparison comparison, CancellationToken cancellationToken)
    {
        Folders = folders;
        _task = Task.Run(() => RunAsync(comparison, cancellationToken), CancellationToken.None);
    }

    /// <summary>The folders to compare.</summary>
    public RegionFolders Folders { get; }

    /// <summary>Why the comparison failed, or <c>null</c>. Known after the last result.</summary>
    public StoreException? Problem { get; private set; }

    /// <summary>Returns the results until the comparison ends.</summary>
    public IAsyncEnumerable<UnlistedResult> FoundAsync(CancellationToken cancellationToken) =>
        _found.Reader.ReadAllAsync(cancellationToken);

    private async Task RunAsync(DayComparison comparison, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var found in comparison.RunAsync(cancellationToken).ConfigureAwait(false))
                await _found.Writer.WriteAsync(found, cancellationToken).ConfigureAwait(false);
            _found.Writer.Complete();
        }
        catch (StoreException e)
        {
            Problem = e;
            _found.Writer.Complete();
        }
        catch (Exception e)
        {
            // Not hidden: the reader of the channel throws it.
            _found.Writer.Complete(e);
        }
    }

    /// <summary>Waits for the end of the comparison. Cancel it first to stop it early.</summary>
    public async ValueTask DisposeAsync() => await _task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
