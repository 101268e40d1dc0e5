using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Integrity.Checkpoints;
using Integrity.Cli;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Vectors.FindingVectors;

/// <summary>The files of a vector, without the expected output.</summary>
internal static class VectorFiles
{
    public static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>All drafts. Together with testdata/vectors they cover every finding code.</summary>
    public static IEnumerable<VectorDraft> Drafts =>
        [
            .. DigestScenarios.All,
            .. ChainScenarios.All,
            .. LogFileScenarios.All,
            .. QueryScenarios.All,
            .. ProofScenarios.All,
        ];

    /// <summary>Returns the content of each file by its relative path.</summary>
    public static SortedDictionary<string, byte[]> Of(VectorDraft draft)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["case.json"] = Text(Case(draft).ToJsonString(Json) + "\n"),
            ["public-keys.json"] = PublicKeyList.Write(draft.Keys.Entries),
        };
        foreach (var location in draft.Store.Locations)
            AddObject(files, draft.Store, location);
        if (draft.Checkpoint is { } checkpoint)
            files["checkpoint.json"] = CheckpointJson.Write(checkpoint);
        if (draft.Proof is { } proof)
            files["proof.json"] = proof;
        return files;
    }

    private static void AddObject(SortedDictionary<string, byte[]> files, MemoryStore store, ObjectLocation location)
    {
        var path = $"buckets/{location.Bucket}/{location.Path}";
        files[path] = store[location];
        // Only the metadata of digests is verified.
        if (store.MetadataOf(location) is not { Count: > 0 } metadata)
            return;
        files[path + ".meta.json"] = Text(
            new JsonObject(
                metadata
                    .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                    .Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))
            ).ToJsonString(Json) + "\n"
        );
    }

    private static JsonObject Case(VectorDraft draft)
    {
        var json = new JsonObject
        {
            ["why"] = draft.Why,
            ["arguments"] = new JsonArray([.. draft.Arguments.Select(argument => (JsonNode)argument)]),
            ["exitCode"] = ExitCode.Of(draft.Verdict, failOnIncomplete: true),
            ["findings"] = new JsonArray([.. draft.Findings.Select(code => (JsonNode)code.ToString())]),
        };
        if (draft.Faults.Count > 0)
            json["faults"] = new JsonObject(
                draft.Faults.Select(fault => KeyValuePair.Create(fault.Key, (JsonNode?)fault.Value))
            );
        if (draft.Limit is { } limit)
            json["limits"] = new JsonObject { [limit.Name] = limit.Value };
        return json;
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
