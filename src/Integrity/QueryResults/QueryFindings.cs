using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.QueryResults;

/// <summary>The named factories of findings on query results.</summary>
internal static class QueryFindings
{
    public static Finding SignFileMissing() => new(
        FindingCode.SignFileMissing,
        "not found: nothing tells what was delivered",
        hint: $"name the folder of one query, in which {SignFile.FileName} lies (…/CloudTrail-Lake/Query/YYYY/MM/DD/QUERY-ID/)");

    public static Finding SignFileUnreadable(StoreException e) => new(FindingCode.SignFileUnreadable, e.Message, hint: e.Hint);

    public static Finding SignFileFormat(string detail) => new(FindingCode.SignFileFormat, "invalid format", actual: detail);

    public static Finding SignFileTooLarge(int maxBytes) => new(FindingCode.SignFileTooLarge, $"too large to be checked: it has more than {maxBytes} bytes");

    public static Finding SignFileAlgorithm(string expected, string actual) => new(FindingCode.SignFileAlgorithm, $"unknown algorithm {actual}", expected, actual);

    public static Finding SignFileEmpty() => new(FindingCode.SignFileEmpty, "it lists no file");

    public static Finding ResultFileName() => new(FindingCode.ResultFileName, "is no name of a file in the folder; names are not signed, and this one was not opened");

    public static Finding ResultFileListedTwice() => new(FindingCode.ResultFileListedTwice, "is listed twice: a file that was signed has lost its name");

    public static Finding ResultFileMissing() => new(FindingCode.ResultFileMissing, "not found");

    public static Finding ResultFileHash(SignedFile file, Sha256Hash actual) =>
        new(FindingCode.ResultFileHash, "hash value doesn't match", file.HashText, actual.ToString());

    public static Finding ResultFileUnreadable(StoreException e) => new(FindingCode.ResultFileUnreadable, e.Message, hint: e.Hint);

    public static Finding ResultFileUnlisted() => new(
        FindingCode.ResultFileUnlisted, "is not listed in the sign file: nobody vouches for it", hint: "what is not part of the query results must not lie in their folder under such a name");

    public static Finding ListingUnreadable(StoreException e) => new(
        FindingCode.ListingUnreadable,
        $"could not be listed, so files that nobody vouches for were not looked for: {e.Message}",
        hint: "allow s3:ListBucket, or leave out the look with --no-unlisted");

    public static Finding ListingTooLarge(int maxObjects) => new(FindingCode.ListingTooLarge, $"holds more than {maxObjects} objects, and those beyond were not looked at");
}
