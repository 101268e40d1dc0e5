using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.QueryResults;

/// <summary>
/// Looks for files in the folder that are named like query results, or like a sign file, and that the verified sign file does not list.
/// The signature covers the whole list, so such a file was not delivered with it.
/// </summary>
internal sealed class UnlistedFiles(IObjectReader reader, QueryResultsRequest request)
{
    private const string Beginning = "result_";

    public async IAsyncEnumerable<QueryFileResult> FindAsync(SignFile signFile, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var known = signFile.Files.Select(file => file.Name).Append(SignFile.FileName).ToHashSet(StringComparer.Ordinal);
        var looked = 0;
        await using var keys = reader.ListPartAsync(request.Bucket, request.Prefix + Beginning, null, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var (entry, problem) = await NextAsync(keys);
            if (entry is not null && ++looked > request.MaxListedObjects)
                problem = QueryFindings.ListingTooLarge(request.MaxListedObjects);
            if (problem is not null) yield return Of(QueryFileKind.Folder, "", problem);
            if (problem is not null || entry is not { Key: var key }) yield break;
            // a store can answer with other keys than it was asked for
            var name = key.StartsWith(request.Prefix, StringComparison.Ordinal) ? key[request.Prefix.Length..] : "";
            if (known.Contains(name)) continue;
            if (IsNamedLikeOne(name))
                yield return Of(QueryFileKind.ResultFile, name, QueryFindings.ResultFileUnlisted());
            else if (entry.Value.Problem is { } unreadable)
                yield return Of(QueryFileKind.Folder, name, QueryFindings.ListingUnreadable(unreadable));
        }
    }

    private static async ValueTask<(ListedEntry? Entry, Finding? Problem)> NextAsync(IAsyncEnumerator<ListedEntry> keys)
    {
        try
        {
            return (await keys.MoveNextAsync() ? keys.Current : null, null);
        }
        catch (StoreException e)
        {
            return (null, QueryFindings.ListingUnreadable(e));
        }
    }

    private static bool IsNamedLikeOne(string name) =>
        !name.Contains('/', StringComparison.Ordinal)
        && (name.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase) || (name.StartsWith("result_sign", StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)));

    private QueryFileResult Of(QueryFileKind kind, string name, Finding finding) => new(kind, name, new ObjectLocation(request.Bucket, request.Prefix + name), [finding]);
}
