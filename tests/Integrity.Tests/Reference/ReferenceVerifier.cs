using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Reference;

/// <summary>A verdict, the objects that are proved wrong, and the objects that could not be checked.</summary>
internal sealed record ReferenceAnswer(Verdict Verdict, IReadOnlyList<string> Invalid, IReadOnlyList<string> Unchecked)
{
    /// <summary>Codes about time, and about objects that nothing but the hourly schedule names.</summary>
    private static readonly HashSet<FindingCode> Inferred = [FindingCode.DigestMissingByRhythm];

    public static ReferenceAnswer Of(Outcome outcome)
    {
        var objects = outcome
            .Findings.Where(finding => finding.Subject is ObjectLocation && !Inferred.Contains(finding.Code))
            .ToLookup(finding => FindingRule.Of(finding.Code).Severity, finding => finding.Subject.ToString()!);
        var invalid = objects[Verdict.Invalid].ToHashSet(StringComparer.Ordinal);
        return new ReferenceAnswer(
            outcome.Verdict,
            Sorted(invalid),
            Sorted(objects[Verdict.Incomplete].Except(invalid, StringComparer.Ordinal))
        );
    }

    public static ReferenceAnswer Parse(string line)
    {
        var answer = JsonNode.Parse(line)!;
        var verdict = Enum.Parse<Verdict>((string)answer["verdict"]!, ignoreCase: true);
        return new ReferenceAnswer(verdict, Uris(answer["invalid"]!), Uris(answer["unchecked"]!));
    }

    public static IReadOnlyList<string> Sorted(IEnumerable<string> uris) =>
        [.. uris.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Returns what one of two verifiers reports and the other does not; empty if they agree.</summary>
    public static IReadOnlyList<string> Differences(ReferenceAnswer ours, ReferenceAnswer reference) =>
        [
            .. Lines(ours).Except(Lines(reference), StringComparer.Ordinal).Select(line => $"only ctverify: {line}"),
            .. Lines(reference).Except(Lines(ours), StringComparer.Ordinal).Select(line => $"only verify.py: {line}"),
        ];

    private static IEnumerable<string> Lines(ReferenceAnswer answer) =>
        [
            answer.Verdict.ToString(),
            .. answer.Invalid.Select(uri => $"invalid {uri}"),
            .. answer.Unchecked.Select(uri => $"unchecked {uri}"),
        ];

    private static IReadOnlyList<string> Uris(JsonNode uris) => Sorted(uris.AsArray().Select(uri => (string)uri!));
}

/// <summary>Runs <c>tests/Reference/verify.py</c>, the second verifier. One process answers all questions.</summary>
internal sealed class ReferenceVerifier : IDisposable
{
    private readonly Process _process;

    public ReferenceVerifier()
    {
        var start = new ProcessStartInfo("python3", [Repository.PathTo("tests", "Reference", "verify.py")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
    }

    /// <summary>Verifies a directory of buckets with the files of public keys of each region.</summary>
    public ReferenceAnswer Verify(
        string buckets,
        IReadOnlyDictionary<string, string> keys,
        Trail trail,
        DigestPeriod range
    )
    {
        var question = new JsonObject
        {
            ["buckets"] = buckets,
            ["keys"] = new JsonObject(keys.Select(file => KeyValuePair.Create(file.Key, (JsonNode?)file.Value))),
            ["trail"] = trail.Arn,
            ["start"] = DigestDraft.Time(range.Start),
            ["end"] = DigestDraft.Time(range.End),
        };
        _process.StandardInput.WriteLine(question.ToJsonString());
        _process.StandardInput.Flush();
        var line = _process.StandardOutput.ReadLine();
        line.Should().NotBeNull("tests/Reference/verify.py answers every question; it needs python3");
        return ReferenceAnswer.Parse(line!);
    }

    /// <summary>Writes a simulated trail to a directory and verifies it there.</summary>
    public ReferenceAnswer Verify(TrailSimulator trail, string directory)
    {
        var buckets = Path.Combine(directory, "buckets");
        foreach (var location in trail.Store.Locations)
            Write(trail.Store, location, Path.Combine(buckets, location.Bucket, location.Path));
        var keys = trail.Chains.ToDictionary(
            chain => chain.Region,
            chain => WriteKeys(chain, directory),
            StringComparer.Ordinal
        );
        return Verify(buckets, keys, trail.Trail, new DigestPeriod(TrailSimulator.Start, trail.End));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static void Write(MemoryStore store, ObjectLocation location, string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, store[location]);
        // Log files have no metadata, in S3 or in a directory.
        if (
            store.MetadataOf(location) is { } metadata
            && location.Path.Contains("/CloudTrail-Digest/", StringComparison.Ordinal)
        )
            File.WriteAllText($"{file}.meta.json", JsonSerializer.Serialize(metadata));
    }

    private static string WriteKeys(SimulatedChain chain, string directory)
    {
        var list = chain.Keys.Select(key =>
        {
            var entry = new JsonObject
            {
                ["Value"] = Convert.ToBase64String(key.Key.Der),
                ["Fingerprint"] = key.Key.Fingerprint,
            };
            if (key.From is { } from)
                entry["ValidityStartTime"] = from.ToUnixTimeSeconds();
            if (key.Until is { } until)
                entry["ValidityEndTime"] = until.ToUnixTimeSeconds();
            return entry;
        });
        var file = Path.Combine(directory, $"{chain.Region}.json");
        File.WriteAllText(file, new JsonObject { ["PublicKeyList"] = new JsonArray([.. list]) }.ToJsonString());
        return file;
    }
}
