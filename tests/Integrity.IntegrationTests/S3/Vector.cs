using System.Text.Json.Nodes;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>A chain from outside and what is to be printed for it (see <c>testdata/README.md</c>).</summary>
internal sealed class Vector(string name)
{
    private static readonly string Root = RepositoryFolder.At("testdata", "vectors");

    private readonly JsonNode _case = JsonNode.Parse(File.ReadAllText(Path.Combine(Root, name, "case.json")))!;

    public static IEnumerable<string> Names => Directory.EnumerateDirectories(Root).Where(folder => File.Exists(Path.Combine(folder, "case.json"))).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    public string Buckets => At("buckets");

    public string Region => _case["region"]!.GetValue<string>();

    public string[] Arguments => [.. _case["arguments"]!.AsArray().Select(argument => argument!.GetValue<string>())];

    public int ExitCode => _case["exitCode"]!.GetValue<int>();

    public string Output => File.ReadAllText(At("expected.stdout"));

    public string Errors => File.ReadAllText(At("expected.stderr"));

    public JsonArray Trails => Read("trails.json", "trailList");

    public JsonArray PublicKeys => Read("public-keys.json", "PublicKeyList");

    /// <summary>The one bucket of the trail.</summary>
    public string Bucket => Trails[0]!["S3BucketName"]!.GetValue<string>();

    public string? Prefix => Trails[0]!["S3KeyPrefix"]?.GetValue<string>();

    /// <summary>All keys of the trail's bucket.</summary>
    public IReadOnlyList<string> Keys =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Buckets, Bucket), "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".meta.json", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(Path.Combine(Buckets, Bucket), path))
            .Order(StringComparer.Ordinal),
    ];

    public IReadOnlyList<string> DigestKeys => [.. Keys.Where(key => key.Contains("/CloudTrail-Digest/", StringComparison.Ordinal))];

    public IReadOnlyList<string> LogFileKeys => [.. Keys.Where(key => key.Contains("/CloudTrail/", StringComparison.Ordinal))];

    public string At(string file) => Path.Combine(Root, name, file);

    private JsonArray Read(string file, string member) => JsonNode.Parse(File.ReadAllText(At(file)))![member]!.AsArray();
}
