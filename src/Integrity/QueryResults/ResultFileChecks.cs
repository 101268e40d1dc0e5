using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.QueryResults;

/// <summary>
/// Checks the files in a verified sign file in parallel, and returns the results in the order of the list. Memory use
/// does not depend on file size.
/// </summary>
internal sealed class ResultFileChecks(IObjectReader reader, QueryResultsRequest request)
{
    /// <summary>Maximum number of results that wait for an earlier, larger file.</summary>
    private const int Window = 1024;

    public async IAsyncEnumerable<QueryFileResult> RunAsync(
        IReadOnlyList<SignedFile> files,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // Names that differ only in case are the same file on some systems.
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var running = new Queue<Task<QueryFileResult>>();
        using var slots = new SemaphoreSlim(request.Concurrency);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            foreach (var file in files)
            {
                if (running.Count == Window)
                    yield return await running.Dequeue().ConfigureAwait(false);
                var isFirst = names.Add(file.Name);
                running.Enqueue(Task.Run(() => CheckAsync(file, isFirst, slots, stop.Token), CancellationToken.None));
            }
            while (running.Count > 0)
                yield return await running.Dequeue().ConfigureAwait(false);
        }
        finally
        {
            // If the caller stops early, stop the readers too.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(running)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)
                .ConfigureAwait(false);
        }
    }

    private async Task<QueryFileResult> CheckAsync(
        SignedFile file,
        bool isFirst,
        SemaphoreSlim slots,
        CancellationToken cancellationToken
    )
    {
        await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var location = new ObjectLocation(request.Bucket, request.Prefix + file.Name);
            var finding =
                !file.IsPlain ? QueryFindings.ResultFileName()
                : isFirst ? await CheckAsync(file, location, cancellationToken).ConfigureAwait(false)
                : QueryFindings.ResultFileListedTwice();
            return new QueryFileResult(QueryFileKind.ResultFile, file.Name, location, finding is null ? [] : [finding]);
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task<Finding?> CheckAsync(
        SignedFile file,
        ObjectLocation location,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var stored = await reader.OpenAsync(location, cancellationToken).ConfigureAwait(false);
            if (stored is null)
                return QueryFindings.ResultFileMissing();
            await using var storedDisposal = stored.ConfigureAwait(false);
            var hash = await StoredHash.OfAsync(stored.Content, cancellationToken).ConfigureAwait(false);
            return hash == file.Hash ? null : QueryFindings.ResultFileHash(file, hash);
        }
        catch (StoreException e)
        {
            return QueryFindings.ResultFileUnreadable(e);
        }
    }
}
