using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.QueryResults;

/// <summary>Checks the files that a verified sign file lists side by side, and hands out the results in the order of the list. Memory does not depend on their size.</summary>
internal sealed class ResultFileChecks(IObjectReader reader, QueryResultsRequest request)
{
    /// <summary>So many results may wait for that of an earlier, larger file.</summary>
    private const int Window = 1024;

    public async IAsyncEnumerable<QueryFileResult> RunAsync(
        IReadOnlyList<SignedFile> files,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // names that differ in case only are one file on some systems
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var running = new Queue<Task<QueryFileResult>>();
        using var places = new SemaphoreSlim(request.Concurrency);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            foreach (var file in files)
            {
                if (running.Count == Window)
                    yield return await running.Dequeue();
                var isFirst = names.Add(file.Name);
                running.Enqueue(Task.Run(() => CheckAsync(file, isFirst, places, stop.Token), CancellationToken.None));
            }
            while (running.Count > 0)
                yield return await running.Dequeue();
        }
        finally
        {
            // whoever stops listening must not leave readers behind
            await stop.CancelAsync();
            await Task.WhenAll(running)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task<QueryFileResult> CheckAsync(
        SignedFile file,
        bool isFirst,
        SemaphoreSlim places,
        CancellationToken cancellationToken
    )
    {
        await places.WaitAsync(cancellationToken);
        try
        {
            var location = new ObjectLocation(request.Bucket, request.Prefix + file.Name);
            var finding =
                !file.IsPlain ? QueryFindings.ResultFileName()
                : isFirst ? await CheckAsync(file, location, cancellationToken)
                : QueryFindings.ResultFileListedTwice();
            return new QueryFileResult(QueryFileKind.ResultFile, file.Name, location, finding is null ? [] : [finding]);
        }
        finally
        {
            places.Release();
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
            await using var stored = await reader.OpenAsync(location, cancellationToken);
            if (stored is null)
                return QueryFindings.ResultFileMissing();
            var hash = await StoredHash.OfAsync(stored.Content, cancellationToken);
            return hash == file.Hash ? null : QueryFindings.ResultFileHash(file, hash);
        }
        catch (StoreException e)
        {
            return QueryFindings.ResultFileUnreadable(e);
        }
    }
}
