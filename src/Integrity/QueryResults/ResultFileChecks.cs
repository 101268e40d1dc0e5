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
        using var limit = new ParallelLimit(request.Concurrency);
        var checks = new OrderedParallel<SignedFile, QueryFileResult>(
            Window,
            (file, stop) =>
            {
                var isFirst = names.Add(file.Name);
                return limit.RunAsync(() => CheckAsync(file, isFirst, stop), stop);
            }
        );
        await foreach (
            var result in checks.RunAsync(files.ToAsyncEnumerable(), cancellationToken).ConfigureAwait(false)
        )
            yield return result;
    }

    private async Task<QueryFileResult> CheckAsync(SignedFile file, bool isFirst, CancellationToken cancellationToken)
    {
        var location = new ObjectLocation(request.Bucket, request.Prefix + file.Name);
        var finding =
            !file.IsPlain ? QueryFindings.ResultFileName()
            : isFirst ? await CheckAsync(file, location, cancellationToken).ConfigureAwait(false)
            : QueryFindings.ResultFileListedTwice();
        return new QueryFileResult(QueryFileKind.ResultFile, file.Name, location, finding is null ? [] : [finding]);
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
