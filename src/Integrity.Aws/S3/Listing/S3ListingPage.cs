using Integrity.Storage;

namespace Integrity.Aws.S3.Listing;

/// <summary>One decoded page of a listing.</summary>
/// <param name="Objects">The objects, in the order of their UTF-8 bytes.</param>
/// <param name="Folders">The common prefixes, in the same order.</param>
/// <param name="NextToken">The continuation token of the next page; <c>null</c> on the last page.</param>
internal sealed record S3ListingPage(
    IReadOnlyList<KeyValuePair<ListedName, ObjectStamp>> Objects,
    IReadOnlyList<ListedName> Folders,
    string? NextToken
);

/// <summary>A response is not a page of a listing, or exceeds a limit.</summary>
/// <param name="problem">What is wrong with the response.</param>
internal sealed class S3ListingException(string problem) : FormatException(problem)
{
    public string Problem { get; } = problem;
}

/// <summary>The parameters of a listing.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Prefix">The prefix of all names.</param>
/// <param name="StartAfter">Lists only names after this one; <c>null</c> for all.</param>
/// <param name="ListsFolders">Whether to list folders (with the delimiter <c>/</c>) instead of objects.</param>
internal sealed record S3ListingRequest(string Bucket, string Prefix, string? StartAfter, bool ListsFolders)
{
    /// <summary>Returns the query string of a page, sorted by name and encoded for signing.</summary>
    public string QueryOf(string? token)
    {
        var query = "";
        if (token is not null)
            query += $"continuation-token={S3Address.EncodeValue(token)}&";
        if (ListsFolders)
            query += "delimiter=%2F&";
        query += $"encoding-type=url&list-type=2&prefix={S3Address.EncodeValue(Prefix)}";
        // Not needed with a token, but the SDKs send it, and some stores use it.
        if (StartAfter is not null)
            query += $"&start-after={S3Address.EncodeValue(StartAfter)}";
        return query;
    }
}
