using System.Text.Json;
using System.Text.RegularExpressions;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Reference;

/// <summary>The second verifier finds what ctverify finds in every vector and every example of a finding.</summary>
public sealed partial class ReferenceOnVectorsTests : IDisposable
{
    /// <summary>What the second verifier leaves out, with the reason.</summary>
    private static readonly Dictionary<string, string> LeftOut = new(StringComparer.Ordinal)
    {
        ["DigestMissingByRhythm"] = "it does not infer digests from the hourly schedule",
        ["KeyAmbiguous"] = "it trusts MD5 fingerprints as names",
    };

    private readonly ReferenceVerifier _reference = new();

    public static TheoryData<string> Examples =>
        [
            .. new[] { "vectors", "findings" }
                .SelectMany(folder => Directory.GetDirectories(Repository.PathTo("testdata", folder)))
                .Where(IsForIt)
                .Select(folder => Path.GetRelativePath(Repository.PathTo("testdata"), folder))
                .Order(StringComparer.Ordinal),
        ];

    public void Dispose() => _reference.Dispose();

    [Theory]
    [MemberData(nameof(Examples))]
    public void It_returns_the_expected_verdict_and_reports_the_expected_objects(string example)
    {
        var folder = Repository.PathTo("testdata", example);
        var root = Case(folder);
        string Argument(string name)
        {
            var all = root.GetProperty("arguments").EnumerateArray().Select(value => value.GetString()!).ToList();
            return all[all.IndexOf(name) + 1];
        }
        var region = root.TryGetProperty("region", out var named) ? named.GetString()! : TrailSimulator.HomeRegion;

        var answer = _reference.Verify(
            Path.Combine(folder, "buckets"),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [region] = Path.Combine(folder, "public-keys.json"),
            },
            Trail.Parse(Argument("--trail-arn")),
            new DigestPeriod(Time(Argument("--start-time")), Time(Argument("--end-time")))
        );

        var expected = Expected(folder, root.GetProperty("exitCode").GetInt32());
        ReferenceAnswer.Differences(expected, answer).Should().BeEmpty();
    }

    private static bool IsForIt(string folder) =>
        File.Exists(Path.Combine(folder, "case.json"))
        && !File.Exists(Path.Combine(folder, "checkpoint.json"))
        && Case(folder) is var root
        && root.GetProperty("arguments")[0].GetString() == "validate-logs"
        && !root.TryGetProperty("faults", out _)
        && !root.TryGetProperty("limits", out _)
        && !LeftOut.ContainsKey(Path.GetFileName(folder));

    private static JsonElement Case(string folder) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json"))).RootElement;

    private static DateTimeOffset Time(string text) =>
        UtcTime.TryParse(text, out var time) ? time : throw new FormatException(text);

    private static ReferenceAnswer Expected(string folder, int exitCode)
    {
        var output =
            File.ReadAllText(Path.Combine(folder, "expected.stdout"))
            + File.ReadAllText(Path.Combine(folder, "expected.stderr"));
        var lines = ObjectLine()
            .Matches(output)
            .ToLookup(line => line.Groups["kind"].Value, line => line.Groups["uri"].Value, StringComparer.Ordinal);
        var invalid = ReferenceAnswer.Sorted(lines["INVALID"]);
        var notChecked = ReferenceAnswer.Sorted(lines["COULD NOT CHECK"].Except(invalid, StringComparer.Ordinal));
        var verdict = exitCode switch
        {
            0 => Verdict.Valid,
            1 => Verdict.Invalid,
            _ => Verdict.Incomplete,
        };
        return new ReferenceAnswer(verdict, invalid, notChecked);
    }

    [GeneratedRegex(
        @"^(\(backfill\) )?(Digest|Log) file\t(?<uri>s3://.*)\t(?<kind>INVALID|COULD NOT CHECK)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex ObjectLine();
}
