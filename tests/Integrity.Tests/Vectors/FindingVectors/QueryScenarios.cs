using System.Text.Json.Nodes;
using Integrity.Findings;
using Integrity.Tests.QueryResults;

namespace Integrity.Tests.Vectors.FindingVectors;

/// <summary>Problems with saved query results.</summary>
internal static class QueryScenarios
{
    private const string SignFile = "result_sign.json";
    private const string First = "result_1.csv.gz";

    public static IEnumerable<VectorDraft> All =>
        [
            Of(
                FindingCode.SignFileMissing,
                Verdict.Incomplete,
                "There are result files but no sign file. There may never have been one.",
                query => query.Store.Delete(SavedQuery.At(SignFile))
            ),
            Of(FindingCode.SignFileUnreadable, Verdict.Incomplete, "Access to the sign file is denied.", _ => { })
                .WithFault(SavedQuery.Prefix + SignFile, "forbidden"),
            Of(
                FindingCode.SignFileFormat,
                Verdict.Invalid,
                "The sign file is truncated and no longer valid JSON.",
                query => query.Store.Edit(SavedQuery.At(SignFile), bytes => bytes[..^20])
            ),
            Of(
                FindingCode.SignFileTooLarge,
                Verdict.Incomplete,
                "The sign file is larger than the limit (16 MiB, here 100 bytes).",
                _ => { }
            ) with
            {
                Limit = ("maxSignFileBytes", 100),
            },
            Of(
                FindingCode.SignFileAlgorithm,
                Verdict.Invalid,
                "The sign file declares an unsupported hash algorithm.",
                query => query.Edit(signFile => signFile["hashAlgorithm"] = "SHA-1")
            ),
            Of(
                FindingCode.SignFileEmpty,
                Verdict.Invalid,
                "The list of files in the sign file was emptied.",
                query => query.Edit(signFile => signFile["files"] = new JsonArray())
            ),
            Of(
                FindingCode.ResultFileName,
                Verdict.Invalid,
                "A name in the sign file leads out of the folder, because names are not signed. It is not opened. The "
                    + "file that lost its name is reported too.",
                query => query.EditFile(0, file => file["fileName"] = "../result_1.csv.gz")
            ) with
            {
                Findings = [FindingCode.ResultFileName, FindingCode.ResultFileUnlisted],
            },
            Of(
                FindingCode.ResultFileListedTwice,
                Verdict.Invalid,
                "A name in the sign file was replaced by the name of the other file. The file that lost its name is "
                    + "reported too.",
                query => query.EditFile(1, file => file["fileName"] = First)
            ) with
            {
                Findings = [FindingCode.ResultFileListedTwice, FindingCode.ResultFileUnlisted],
            },
            Of(
                FindingCode.ResultFileMissing,
                Verdict.Invalid,
                "A result file was deleted.",
                query => query.Store.Delete(SavedQuery.At(First))
            ),
            Of(
                FindingCode.ResultFileHash,
                Verdict.Invalid,
                "A result file was changed.",
                query => query.Put(First, "other content")
            ),
            Of(
                    FindingCode.ResultFileUnreadable,
                    Verdict.Incomplete,
                    "Access to a result file is denied. The other one is checked.",
                    _ => { }
                )
                .WithFault(SavedQuery.Prefix + First, "forbidden"),
            Of(
                FindingCode.ResultFileUnlisted,
                Verdict.Invalid,
                "A file with the name of a result file was added. The signature covers the whole list, and the file is "
                    + "not on it.",
                query => query.Put("result_3.csv.gz", "added")
            ),
        ];

    private static VectorDraft Of(FindingCode code, Verdict verdict, string why, Action<SavedQuery> attack)
    {
        var query = new SavedQuery(files: 2);
        attack(query);
        return new VectorDraft(code, why, query.Store, query.Keys, ["verify-query-results"], verdict);
    }
}
