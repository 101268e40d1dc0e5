using System.Text.Json.Nodes;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// A test vector: a chain from an external source with the expected output (see <c>testdata/README.md</c>).
/// </summary>
/// <param name="name">The name of its directory.</param>
/// <param name="set">The parent directory in <c>testdata</c>.</param>
internal sealed class Vector(string name, string set = "vectors")
{
    private readonly JsonNode _case = JsonNode.Parse(File.ReadAllText(Path.Combine(RootOf(set), name, "case.json")))!;

    public static IEnumerable<string> Names => NamesOf("vectors");

    public static IEnumerable<string> NamesOf(string set) =>
        Directory
            .EnumerateDirectories(RootOf(set))
            .Where(folder => File.Exists(Path.Combine(folder, "case.json")))
            .Select(folder => Path.GetFileName(folder))
            .Order(StringComparer.Ordinal);

    /// <summary>The examples of findings that need only options, no failing store.</summary>
    public static IEnumerable<string> FindingNames =>
        NamesOf("findings")
            .Where(name => new Vector(name, "findings") is { NeedsNoFault: true, Arguments: ["validate-logs", ..] });

    public string Buckets => At("buckets");

    public string Region => _case["region"]!.GetValue<string>();

    public string[] Arguments => [.. _case["arguments"]!.AsArray().Select(argument => argument!.GetValue<string>())];

    public int ExitCode => _case["exitCode"]!.GetValue<int>();

    public string Output => File.ReadAllText(At("expected.stdout"));

    public string Errors => File.ReadAllText(At("expected.stderr"));

    /// <summary>Returns the option with a copy of the checkpoint, if any. A run replaces its checkpoint.</summary>
    public string[] CheckpointIn(string directory)
    {
        if (!File.Exists(At("checkpoint.json")))
            return [];
        var copy = Path.Combine(directory, "checkpoint.json");
        File.Copy(At("checkpoint.json"), copy, overwrite: true);
        return ["--checkpoint", copy];
    }

    public JsonArray Trails => Read("trails.json", "trailList");

    public JsonArray PublicKeys => Read("public-keys.json", "PublicKeyList");

    /// <summary>The only bucket of the trail.</summary>
    public string Bucket => Trails[0]!["S3BucketName"]!.GetValue<string>();

    public string? Prefix => Trails[0]!["S3KeyPrefix"]?.GetValue<string>();

    /// <summary>All object paths of the trail's bucket.</summary>
    public IReadOnlyList<string> Paths =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Buckets, Bucket), "*", SearchOption.AllDirectories)
                .Where(path => !path.EndsWith(".meta.json", StringComparison.Ordinal))
                .Select(path => Path.GetRelativePath(Path.Combine(Buckets, Bucket), path))
                .Order(StringComparer.Ordinal),
        ];

    public IReadOnlyList<string> DigestPaths =>
        [.. Paths.Where(path => path.Contains("/CloudTrail-Digest/", StringComparison.Ordinal))];

    public IReadOnlyList<string> LogFilePaths =>
        [.. Paths.Where(path => path.Contains("/CloudTrail/", StringComparison.Ordinal))];

    /// <summary>Whether it needs neither faults nor special limits.</summary>
    public bool NeedsNoFault => _case["faults"] is null && _case["limits"] is null;

    public string At(string file) => Path.Combine(RootOf(set), name, file);

    private static string RootOf(string set) => RepositoryFolder.At("testdata", set);

    private JsonArray Read(string file, string member) =>
        JsonNode.Parse(File.ReadAllText(At(file)))![member]!.AsArray();
}
