using Integrity.Digests;
using Integrity.Findings;
using Integrity.Hints;
using Integrity.Storage;

namespace Integrity.QueryResults;

/// <summary>The factories of findings about query results.</summary>
internal static class QueryFindings
{
    public static Finding SignFileMissing() =>
        new(
            FindingCode.SignFileMissing,
            "not found: nothing shows which files were delivered",
            hint: $"pass the folder of one query, which contains {SignFile.FileName} "
                + "(…/CloudTrail-Lake/Query/YYYY/MM/DD/QUERY-ID/)"
        );

    public static Finding SignFileUnreadable(StoreException e) =>
        new(FindingCode.SignFileUnreadable, e.Message, hint: e.Hint);

    public static Finding SignFileFormat(string detail) =>
        new(FindingCode.SignFileFormat, "invalid format", actual: detail);

    public static Finding SignFileTooLarge(int maxBytes) =>
        new(FindingCode.SignFileTooLarge, $"too large to check: it has more than {maxBytes} bytes");

    public static Finding SignFileAlgorithm(string expected, string actual) =>
        new(FindingCode.SignFileAlgorithm, $"unknown algorithm {actual}", expected, actual);

    public static Finding SignFileEmpty() => new(FindingCode.SignFileEmpty, "lists no files");

    public static Finding ResultFileName() =>
        new(
            FindingCode.ResultFileName,
            "not the name of a file in the folder; names are not signed, so the file was not opened"
        );

    public static Finding ResultFileListedTwice() =>
        new(FindingCode.ResultFileListedTwice, "listed twice: one of the signed files has lost its own name");

    public static Finding ResultFileMissing() => new(FindingCode.ResultFileMissing, "not found");

    public static Finding ResultFileHash(SignedFile file, Sha256Hash actual) =>
        new(FindingCode.ResultFileHash, "hash value doesn't match", file.HashText, actual.ToString());

    public static Finding ResultFileUnreadable(StoreException e) =>
        new(FindingCode.ResultFileUnreadable, e.Message, hint: e.Hint);

    public static Finding ResultFileUnlisted() => new(FindingCode.ResultFileUnlisted, "not listed in the sign file");

    public static Finding ListingUnreadable(StoreException e) =>
        new(
            FindingCode.ListingUnreadable,
            $"could not be listed, so unlisted files could not be detected: {e.Message}",
            hint: Hint.Of(HintCode.AllowListingOrSkip)
        );

    public static Finding ListingTooLarge(int maxObjects) =>
        new(FindingCode.ListingTooLarge, $"contains more than {maxObjects} objects; the rest were not checked");
}
