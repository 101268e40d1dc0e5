using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Cli.Demo;

/// <summary>An attack by someone with write access to the bucket.</summary>
/// <param name="Name">What the attacker does, as an imperative.</param>
/// <param name="Play">Does it to a copy of the trail.</param>
internal sealed record Attack(string Name, Func<DemoTrail, Task> Play)
{
    /// <summary>Index of the log file that most attacks change; 0 is the oldest.</summary>
    private const int Target = 42;

    /// <summary>End of a file name that no log file of the demo has.</summary>
    private const string Ending = "AddedByAttacker0.json.gz";

    public static IReadOnlyList<Attack> All { get; } =
    [
        new(
            "Modify a log file",
            trail =>
                Edit(
                    trail.LogFiles[Target],
                    json =>
                        json.Replace("break-glass", "web-server", StringComparison.Ordinal)
                            .Replace("deploy", "backup", StringComparison.Ordinal)
                )
        ),
        new("Delete a log file", Delete(trail => [trail.LogFiles[Target]])),
        new("Truncate a log file", Do(trail => Truncate(trail.LogFiles[Target]))),
        new("Append data to a log file", Do(trail => File.AppendAllText(trail.LogFiles[Target], "{\"Records\":[]}"))),
        new("Delete a digest file", Delete(trail => [trail.Digests[12]])),
        new("Delete two adjacent digest files", Delete(trail => [trail.Digests[12], trail.Digests[13]])),
        new("Delete the newest digest file", Delete(trail => [trail.Digests[^1]])),
        new(
            "Delete a log file and remove it from its digest file",
            async trail =>
            {
                File.Delete(trail.LogFiles[Target]);
                await Edit(DigestOf(trail), RemoveMissingLogFiles(trail));
            }
        ),
        new(
            "Do the same, and sign the digest file with another key",
            async trail =>
            {
                File.Delete(trail.LogFiles[Target]);
                await Edit(DigestOf(trail), RemoveMissingLogFiles(trail));
                await SignAsync(DigestOf(trail));
            }
        ),
        new(
            "Delete all files of the last three hours",
            Delete(trail => [.. trail.Digests.TakeLast(3), .. trail.LogFiles.TakeLast(12)])
        ),
        new(
            "Add a log file",
            Do(trail => File.Copy(trail.LogFiles[Target], $"{trail.LogFiles[Target][..^Ending.Length]}{Ending}"))
        ),
        new(
            "Replace a digest file with an older one",
            Do(trail => File.Copy(trail.Digests[10], trail.Digests[11], overwrite: true))
        ),
    ];

    /// <summary>Path of the digest file that lists the target; four log files are delivered per hour.</summary>
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

    private static Func<string, string> RemoveMissingLogFiles(DemoTrail trail)
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
