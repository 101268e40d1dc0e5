using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.QueryResults;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.Tests.QueryResults;

/// <summary>
/// Saved query results in a <see cref="MemoryStore"/>, written from the documentation without the library's own code.
/// </summary>
internal sealed class SavedQuery
{
    public const string Bucket = "amzn-s3-demo-bucket";
    public const string Prefix = "AWSLogs/111122223333/CloudTrail-Lake/Query/2025/05/04/6f1d1c2e/";
    public const string Region = "us-east-1";

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    public SavedQuery(int files = 3)
    {
        for (var i = 1; i <= files; i++)
            Put($"result_{i}.csv.gz", $"these bytes need not be gzip: {i}");
        Sign(Enumerable.Range(1, files).Select(i => $"result_{i}.csv.gz"));
    }

    public MemoryStore Store { get; } = new();

    public KeyRing Keys { get; set; } =
        new([new TrustedKey(TestKey.First.Public, Region, Time("2025-04-20"), Time("2025-05-20"))]);

    public QueryResultsRequest Request { get; set; } = new() { Bucket = Bucket, Prefix = Prefix };

    public static ObjectLocation At(string name) => new(Bucket, Prefix + name);

    public static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(
            text,
            System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal
        );

    public void Put(string name, string content) => Store.Put(At(name), Encoding.UTF8.GetBytes(content));

    public byte[] SignFileBytes => Store[At(SignFile.FileName)];

    /// <summary>Signs the files as stored.</summary>
    public void Sign(IEnumerable<string> names, TestKey? key = null) =>
        WriteSignFile(
            [.. names.Select(name => (name, Convert.ToHexStringLower(SHA256.HashData(Store[At(name)]))))],
            key ?? TestKey.First
        );

    /// <summary>Signs any list, as the key holder can.</summary>
    public void WriteSignFile(IReadOnlyList<(string Name, string Hash)> files, TestKey key)
    {
        var signFile = new JsonObject
        {
            ["version"] = "1.0",
            ["region"] = Region,
            ["files"] = new JsonArray([
                .. files.Select(file => new JsonObject { ["fileHashValue"] = file.Hash, ["fileName"] = file.Name }),
            ]),
            ["hashAlgorithm"] = "SHA-256",
            ["signatureAlgorithm"] = "SHA256withRSA",
            ["queryCompleteTime"] = "2025-05-04T22:06:30Z",
            ["hashSignature"] = key.SignHex(Encoding.UTF8.GetBytes(string.Join(' ', files.Select(file => file.Hash)))),
            ["publicKeyFingerprint"] = key.Fingerprint,
        };
        Put(SignFile.FileName, signFile.ToJsonString());
    }

    /// <summary>Changes the sign file without signing it again, as someone who can write to the folder can.</summary>
    public void Edit(Action<JsonObject> change)
    {
        var signFile = (JsonObject)JsonNode.Parse(SignFileBytes)!;
        change(signFile);
        Put(SignFile.FileName, signFile.ToJsonString());
    }

    public void EditFile(int index, Action<JsonObject> change) =>
        Edit(signFile => change((JsonObject)signFile["files"]![index]!));

    public void EditText(string from, string to)
    {
        var text = Encoding.UTF8.GetString(SignFileBytes);
        text.Should().Contain(from, "the attack must change something");
        Put(SignFile.FileName, text.Replace(from, to, StringComparison.Ordinal));
    }

    /// <summary>Verifies sequentially and in parallel. The results must be the same, within a time limit.</summary>
    public async Task<IReadOnlyList<QueryFileResult>> VerifyAsync()
    {
        var one = await VerifyAsync(Store, Keys, Request with { Concurrency = 1 });
        var many = await VerifyAsync(Store, Keys, Request with { Concurrency = 8 });
        Lines(many).Should().Equal(Lines(one), "the order does not depend on the concurrency");
        return one;
    }

    public static Task<IReadOnlyList<QueryFileResult>> VerifyAsync(
        IObjectReader store,
        IKeySource keys,
        QueryResultsRequest request
    ) =>
        Task.Run<IReadOnlyList<QueryFileResult>>(async () =>
            {
                var results = new List<QueryFileResult>();
                await foreach (var result in new QueryResultsVerifier(store, keys).VerifyAsync(request))
                    results.Add(result);
                return results;
            })
            .WaitAsync(TimeLimit);

    public static Verdict VerdictOf(IEnumerable<QueryFileResult> results)
    {
        var report = new QueryResultsSummary();
        foreach (var result in results)
            report.Add(result);
        return report.Verdict;
    }

    public async Task ShouldBeValid() => await ShouldBe(Verdict.Valid);

    public async Task ShouldBeInvalid(params string[] findings) => await ShouldBe(Verdict.Invalid, findings);

    public async Task ShouldBeIncomplete(params string[] findings) => await ShouldBe(Verdict.Incomplete, findings);

    private async Task ShouldBe(Verdict verdict, params string[] findings)
    {
        var results = await VerifyAsync();
        Lines(results).Should().Equal(findings);
        VerdictOf(results).Should().Be(verdict);
    }

    /// <summary>Formats each finding as its code and file name.</summary>
    private static IEnumerable<string> Lines(IEnumerable<QueryFileResult> results) =>
        results.SelectMany(result =>
            result.Findings.Select(finding =>
                $"{finding.Code} {(result.Kind == QueryFileKind.Folder ? "folder" : result.Name)}"
            )
        );
}
