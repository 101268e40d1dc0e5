using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Cli.Demo;

/// <summary>Something that a person with write access to the bucket could do to hide what happened.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Play">Does it to a copy.</param>
internal sealed record Attack(string Name, Func<DemoTrail, Task> Play)
{
    /// <summary>The log file on which most attacks are played, counted from the oldest.</summary>
    private const int Target = 42;

    /// <summary>The end of a name that no log file of the demo has.</summary>
    private const string Ending = "MadeUpByAnybody0.json.gz";

    public static IReadOnlyList<Attack> All { get; } =
    [
        new(
            "modify a log file",
            trail =>
                Edit(
                    trail.LogFiles[Target],
                    json =>
                        json.Replace("break-glass", "web-server", StringComparison.Ordinal)
                            .Replace("deploy", "backup", StringComparison.Ordinal)
                )
        ),
        new("delete a log file", Delete(trail => [trail.LogFiles[Target]])),
        new("truncate a log file", Do(trail => Truncate(trail.LogFiles[Target]))),
        new("append to a log file", Do(trail => File.AppendAllText(trail.LogFiles[Target], "{\"Records\":[]}"))),
        new("delete a digest file", Delete(trail => [trail.Digests[12]])),
        new("delete two adjacent digest files", Delete(trail => [trail.Digests[12], trail.Digests[13]])),
        new("delete the newest digest file", Delete(trail => [trail.Digests[^1]])),
        new(
            "delete a log file and take it out of its digest file",
            async trail =>
            {
                File.Delete(trail.LogFiles[Target]);
                await Edit(DigestOf(trail), TakeOutLogFile(trail));
            }
        ),
        new(
            "the same, and sign the digest file with a key of one's own",
            async trail =>
            {
                File.Delete(trail.LogFiles[Target]);
                await Edit(DigestOf(trail), TakeOutLogFile(trail));
                await SignAsync(DigestOf(trail));
            }
        ),
        new(
            "delete the last three hours, log files and all",
            Delete(trail => [.. trail.Digests.TakeLast(3), .. trail.LogFiles.TakeLast(12)])
        ),
        new(
            "add a log file of one's own",
            Do(trail => File.Copy(trail.LogFiles[Target], $"{trail.LogFiles[Target][..^Ending.Length]}{Ending}"))
        ),
        new(
            "put an older digest file in the place of a newer one",
            Do(trail => File.Copy(trail.Digests[10], trail.Digests[11], overwrite: true))
        ),
    ];

    /// <summary>Four log files are delivered an hour.</summary>
    private static string DigestOf(DemoTrail trail) => trail.Digests[Target / 4];

    private static Func<DemoTrail, Task> Do(Action<DemoTrail> action) =>
        trail =>
        {
            action(trail);
            return Task.CompletedTask;
        };

    private static Func<DemoTrail, Task> Delete(Func<DemoTrail, IEnumerable<string>> choose) =>
        Do(trail =>
        {
            foreach (var path in choose(trail).ToList())
            {
                File.Delete(path);
                File.Delete(path + ".meta.json");
            }
        });

    private static void Truncate(string path)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(file.Length / 2);
    }

    private static async Task Edit(string path, Func<string, string> change)
    {
        string json;
        using (var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress)))
            json = await reader.ReadToEndAsync();
        await using var writer = new StreamWriter(
            new GZipStream(File.Create(path), CompressionLevel.Optimal),
            new UTF8Encoding(false)
        );
        await writer.WriteAsync(change(json));
    }

    private static Func<string, string> TakeOutLogFile(DemoTrail trail)
    {
        var remaining = trail.LogFiles.Select(path => Path.GetFileName(path)).ToHashSet(StringComparer.Ordinal);
        return json =>
        {
            var digest = JsonNode.Parse(json)!;
            foreach (
                var entry in digest["logFiles"]!
                    .AsArray()
                    .Where(entry => !remaining.Contains(Path.GetFileName((string)entry!["s3Object"]!)))
                    .ToList()
            )
                digest["logFiles"]!.AsArray().Remove(entry);
            return digest.ToJsonString();
        };
    }

    private static async Task SignAsync(string path)
    {
        using var signer = RsaDigestSigner.Generate();
        await Edit(
            path,
            json =>
                json.Replace(
                    DigestJson.Parse(Encoding.UTF8.GetBytes(json)).Fingerprint.Hex,
                    signer.PublicKey.Fingerprint.Hex,
                    StringComparison.Ordinal
                )
        );
        var (digest, hash, _) = await Storage.StoredDigest.ReadAsync(path, CancellationToken.None);
        var signature = await signer.SignAsync(SigningString.Of(digest, hash), CancellationToken.None);
        var metadata = new JsonObject
        {
            ["signature"] = signature.Hex,
            ["signature-algorithm"] = Algorithms.Sha256WithRsa,
        };
        await File.WriteAllTextAsync(path + ".meta.json", metadata.ToJsonString());
    }
}
