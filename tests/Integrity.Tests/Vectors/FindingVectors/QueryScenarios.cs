using System.Text.Json.Nodes;
using Integrity.Findings;
using Integrity.Tests.QueryResults;

namespace Integrity.Tests.Vectors.FindingVectors;

/// <summary>What can be wrong with saved query results.</summary>
internal static class QueryScenarios
{
    private const string SignFile = "result_sign.json";
    private const string First = "result_1.csv.gz";

    public static IEnumerable<VectorDraft> All =>
        [
            Of(
                FindingCode.SignFileMissing,
                Verdict.Incomplete,
                "There are result files and no sign file: nothing tells that there was one.",
                query => query.Store.Delete(SavedQuery.At(SignFile))
            ),
            Of(FindingCode.SignFileUnreadable, Verdict.Incomplete, "The sign file may not be opened.", _ => { })
                .WithFault(SavedQuery.Prefix + SignFile, "forbidden"),
            Of(
                FindingCode.SignFileFormat,
                Verdict.Invalid,
                "The sign file is cut: it is no JSON any more.",
                query => query.Store.Edit(SavedQuery.At(SignFile), bytes => bytes[..^20])
            ),
            Of(
                FindingCode.SignFileTooLarge,
                Verdict.Incomplete,
                "The sign file has more bytes than the bound (16 MiB, here 100 bytes).",
                _ => { }
            ) with
            {
                Limit = ("maxSignFileBytes", 100),
            },
            Of(
                FindingCode.SignFileAlgorithm,
                Verdict.Invalid,
                "The sign file declares another hash algorithm than the one that there is.",
                query => query.Edit(signFile => signFile["hashAlgorithm"] = "SHA-1")
            ),
            Of(
                FindingCode.SignFileEmpty,
                Verdict.Invalid,
                "The list in the sign file was emptied.",
                query => query.Edit(signFile => signFile["files"] = new JsonArray())
            ),
            Of(
                FindingCode.ResultFileName,
                Verdict.Invalid,
                "A name in the sign file, which is not signed, leads out of the folder: it is not opened. The file that has lost its name is told too.",
                query => query.EditFile(0, file => file["fileName"] = "../result_1.csv.gz")
            ) with
            {
                Findings = [FindingCode.ResultFileName, FindingCode.ResultFileUnlisted],
            },
            Of(
                FindingCode.ResultFileListedTwice,
                Verdict.Invalid,
                "A name in the sign file was exchanged for that of the other file: what was signed under it has lost its name, and its file is told too.",
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
                    "A result file may not be opened; the other one is checked.",
                    _ => { }
                )
                .WithFault(SavedQuery.Prefix + First, "forbidden"),
            Of(
                FindingCode.ResultFileUnlisted,
                Verdict.Invalid,
                "A file that is named like a result was added: the signature covers the whole list, and it is not on it.",
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
