using System.Runtime.CompilerServices;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.QueryResults;

/// <summary>
/// Verifies the saved results of a CloudTrail Lake query: the signature of the sign file first, then every file that it lists, then that no other lies beside them.
/// It reads only, and trusts nothing but the key ring. Safe for use by several tasks at once.
/// </summary>
/// <param name="reader">The store to verify.</param>
/// <param name="keys">The keys to trust. They must not come from the store.</param>
public sealed class QueryResultsVerifier(IObjectReader reader, IKeySource keys)
{
    /// <summary>What the signature does not cover, in sentences.</summary>
    public static IReadOnlyList<string> NotProved { get; } =
    [
        "The names of the files: only their hashes are signed, in the order of the sign file's list. Files that were given each other's names, in the list and in the folder, are valid.",
        "Region and time of the query, as the sign file tells them: they are not signed.",
        "Which query these are the results of: a genuine sign file and its files may come from another query, or from another account of the region.",
        "That the results are complete or true: the signer could have said anything at the time of signing.",
    ];

    /// <summary>
    /// All results, in a fixed order whatever the concurrency: the sign file, the files that it lists in their order, files that it does not list in the order of their names.
    /// After a sign file that is not verified nothing follows. An object that the store cannot hand out is a result, not an exception.
    /// </summary>
    public async IAsyncEnumerable<QueryFileResult> VerifyAsync(
        QueryResultsRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(request.Concurrency, nameof(request));
        var result = await new SignFileChecker(reader, keys).CheckAsync(request, cancellationToken);
        yield return result;
        if (result.Verified is not { } signFile)
            yield break;
        await foreach (var file in new ResultFileChecks(reader, request).RunAsync(signFile.Files, cancellationToken))
            yield return file;
        if (!request.LooksForUnlisted)
            yield break;
        await foreach (var unlisted in new UnlistedFiles(reader, request).FindAsync(signFile, cancellationToken))
            yield return unlisted;
    }
}
