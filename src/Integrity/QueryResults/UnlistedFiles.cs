using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.QueryResults;

/// <summary>
/// Finds files that are named like query results or a sign file, but are not listed in the verified sign file. The
/// signature covers the complete list, so these files were not delivered with it.
/// </summary>
internal sealed class UnlistedFiles(IObjectReader reader, QueryResultsRequest request)
{
    private const string NamePrefix = "result_";

    public async IAsyncEnumerable<QueryFileResult> FindAsync(
        SignFile signFile,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var known = signFile
            .Files.Select(file => file.Name)
            .Append(SignFile.FileName)
            .ToHashSet(StringComparer.Ordinal);
        var count = 0;
        var entries = reader
            .ListPartAsync(request.Bucket, request.Prefix + NamePrefix, null, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        await using var entriesDisposal = entries.ConfigureAwait(false);
        while (true)
        {
            var (entry, problem) = await NextAsync(entries).ConfigureAwait(false);
            if (entry is not null && ++count > request.MaxListedObjects)
                problem = QueryFindings.ListingTooLarge(request.MaxListedObjects);
            if (problem is not null)
                yield return Of(QueryFileKind.Folder, "", problem);
            if (problem is not null || entry is not { Path: var path })
                yield break;
            // A store can return objects that were not requested.
            var name = path.StartsWith(request.Prefix, StringComparison.Ordinal) ? path[request.Prefix.Length..] : "";
            if (known.Contains(name))
                continue;
            if (HasReservedName(name))
                yield return Of(QueryFileKind.ResultFile, name, QueryFindings.ResultFileUnlisted());
            else if (entry.Value.Problem is { } unreadable)
                yield return Of(QueryFileKind.Folder, name, QueryFindings.ListingUnreadable(unreadable));
        }
    }

    private static async ValueTask<(ListedEntry? Entry, Finding? Problem)> NextAsync(
        IAsyncEnumerator<ListedEntry> entries
    )
    {
        try
        {
            return (await entries.MoveNextAsync().ConfigureAwait(false) ? entries.Current : null, null);
        }
        catch (StoreException e)
        {
            return (null, QueryFindings.ListingUnreadable(e));
        }
    }

    private static bool HasReservedName(string name) =>
        !name.Contains('/', StringComparison.Ordinal)
        && (
            name.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase)
            || (
                name.StartsWith("result_sign", StringComparison.Ordinal)
                && name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            )
        );

    private QueryFileResult Of(QueryFileKind kind, string name, Finding finding) =>
        new(kind, name, new ObjectLocation(request.Bucket, request.Prefix + name), [finding]);
}
