using Integrity.Storage;

namespace Integrity.Aws.S3.Listing;

/// <summary>One page of a listing, checked and decoded.</summary>
/// <param name="Objects">The objects, in the order of their UTF-8 bytes.</param>
/// <param name="Folders">The common prefixes, in the same order.</param>
/// <param name="NextToken">Leads to the next page; <c>null</c> on the last one.</param>
internal sealed record S3ListingPage(
    IReadOnlyList<KeyValuePair<ListedName, ObjectStamp>> Objects,
    IReadOnlyList<ListedName> Folders,
    string? NextToken
);

/// <summary>An answer is not a page of a listing, or exceeds a bound.</summary>
/// <param name="problem">What is wrong with it.</param>
internal sealed class S3ListingException(string problem) : FormatException(problem)
{
    public string Problem { get; } = problem;
}

/// <summary>The request that a listing repeats for each page.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Prefix">What all names begin with.</param>
/// <param name="StartAfter">Only later names are wanted; <c>null</c> for all.</param>
/// <param name="OfFolders">Whether folders are listed (the delimiter is a slash), not objects.</param>
internal sealed record S3ListingRequest(string Bucket, string Prefix, string? StartAfter, bool OfFolders)
{
    /// <summary>The query of a page, sorted by name and encoded as it is signed.</summary>
    public string QueryOf(string? token)
    {
        var query = "";
        if (token is not null)
            query += $"continuation-token={S3Address.EncodeValue(token)}&";
        if (OfFolders)
            query += "delimiter=%2F&";
        query += $"encoding-type=url&list-type=2&prefix={S3Address.EncodeValue(Prefix)}";
        // with a token it is not needed, but the SDKs send it again, and some stores look at it
        if (StartAfter is not null)
            query += $"&start-after={S3Address.EncodeValue(StartAfter)}";
        return query;
    }
}
