using System.Runtime.CompilerServices;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.QueryResults;

/// <summary>
/// Verifies saved results of a CloudTrail Lake query: first the signature of the sign file, then every file that it
/// lists, then that the folder contains no other result files. It only reads, and trusts only the key ring.
/// Thread-safe.
/// </summary>
/// <param name="reader">The store that contains the query results.</param>
/// <param name="keys">The trusted keys. They must not come from the store.</param>
public sealed class QueryResultsVerifier(IObjectReader reader, IKeySource keys)
{
    /// <summary>What the signature does not prove, in sentences.</summary>
    public static IReadOnlyList<string> NotProved { get; } =
    [
        "The names of the files: only their hashes are signed, in the order of the sign file's list. Files whose names "
            + "are swapped both in the list and in the folder are valid.",
        "Region and time of the query: the sign file states them, but they are not signed.",
        "Which query produced these results: a genuine sign file and its files can come from another query, or from "
            + "another account in the region.",
        "That the results are complete or true: the signer could have written anything when signing.",
    ];

    /// <summary>Verifies query results and returns the result of each file.</summary>
    /// <remarks>
    /// The order does not depend on the concurrency: the sign file, the files in its list, then unlisted files by name.
    /// If the sign file is not verified, nothing follows. An object that cannot be read is a result, not an exception.
    /// </remarks>
    public async IAsyncEnumerable<QueryFileResult> VerifyAsync(
        QueryResultsRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(request.Concurrency, nameof(request));
        var result = await new SignFileChecker(reader, keys)
            .CheckAsync(request, cancellationToken)
            .ConfigureAwait(false);
        yield return result;
        if (result.Verified is not { } signFile)
            yield break;
        await foreach (
            var file in new ResultFileChecks(reader, request)
                .RunAsync(signFile.Files, cancellationToken)
                .ConfigureAwait(false)
        )
            yield return file;
        if (!request.LooksForUnlisted)
            yield break;
        await foreach (
            var unlisted in new UnlistedFiles(reader, request)
                .FindAsync(signFile, cancellationToken)
                .ConfigureAwait(false)
        )
            yield return unlisted;
    }
}
