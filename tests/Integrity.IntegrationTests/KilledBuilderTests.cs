using System.Diagnostics;
using System.Text.Json;
using Integrity.Digests;
using Integrity.IntegrationTests.Support;
using Integrity.Storage;

namespace Integrity.IntegrationTests;

/// <summary>SIGKILL while the builder writes: no chance to tidy up, as when a machine loses its power.</summary>
public sealed class KilledBuilderTests : IDisposable
{
    private const int Kills = 30;
    private const int Hours = 360;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string Until = UtcTime.Format(SampleTrail.Start.AddHours(Hours));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_builder_that_was_killed_30_times_still_builds_one_chain_that_lists_each_log_file_once()
    {
        var (store, keys) = (_folder.At("store"), _folder.At("keys"));
        var delivered = Enumerable.Range(0, Hours).Select(hour => SampleTrail.LogFileKey((hour * 60) + 7)).ToList();
        for (var hour = 0; hour < Hours; hour++) SampleTrail.Put(store, delivered[hour], SampleTrail.Gzip(SampleTrail.Events((hour * 60) + 7)));
        await SampleTrail.GenerateKeyAsync(keys);
        // the moments differ from run to run on any machine; the seed only spreads them
        var random = new Random(30);

        for (var i = 0; i < Kills; i++) await BuildAndKillAsync(store, keys, random);
        CountDigests(store).Should().BeLessThan(Hours, "every kill must have hit a builder at work");
        await SampleTrail.BuildAsync(store, keys, Until);

        var run = await CtVerifyProgram.ValidateAsync(store, keys, until: Until);
        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should().Contain($"{Hours}/{Hours} digest files valid").And.Contain($"{Hours}/{Hours} log files valid");
        ListedLogFiles(store).Should().Equal(delivered);
        (await VisibleKeysAsync(store)).Should().BeEquivalentTo(delivered.Concat(Enumerable.Range(1, Hours).Select(SampleTrail.DigestKey)));
    }

    /// <summary>Lets the builder write a few digests, so that it is at work, and kills it somewhere in the next.</summary>
    private static async Task BuildAndKillAsync(string store, string keys, Random random)
    {
        var enough = CountDigests(store) + random.Next(1, 6);
        using var process = CtVerifyProgram.Start("build", "--store", store, "--trail-arn", SampleTrail.Arn, "--keys", keys, "--until", Until);
        var waited = Stopwatch.StartNew();
        while (CountDigests(store) < enough)
        {
            process.HasExited.Should().BeFalse("it has hours left to build: {0}", process.HasExited ? await ExternalProgram.FinishAsync(process) : null);
            waited.Elapsed.Should().BeLessThan(Patience);
            await Task.Delay(1);
        }
        var moment = Stopwatch.GetTimestamp() + random.NextInt64(Stopwatch.Frequency / 200);
        while (Stopwatch.GetTimestamp() < moment) Thread.SpinWait(10);

        process.Kill();
        await process.WaitForExitAsync();
    }

    private static int CountDigests(string store)
    {
        var folder = Path.Combine(store, SampleTrail.Bucket, SampleTrail.DigestFolder);
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json.gz", SearchOption.AllDirectories).Length : 0;
    }

    /// <summary>The log files of all digests, oldest first.</summary>
    private static List<string> ListedLogFiles(string store)
    {
        var listed = new List<string>();
        for (var hour = 1; hour <= Hours; hour++)
        {
            using var gzip = new System.IO.Compression.GZipStream(
                File.OpenRead(Path.Combine(store, SampleTrail.Bucket, SampleTrail.DigestKey(hour))), System.IO.Compression.CompressionMode.Decompress);
            using var digest = JsonDocument.Parse(gzip);
            listed.AddRange(digest.RootElement.GetProperty("logFiles").EnumerateArray().Select(logFile => logFile.GetProperty("s3Object").GetString()!));
        }
        return listed;
    }

    private static async Task<List<string>> VisibleKeysAsync(string store)
    {
        var keys = new List<string>();
        await foreach (var key in LocalDirectoryStore.OfBuckets(store).ListAsync(SampleTrail.Bucket, "", null, CancellationToken.None)) keys.Add(key);
        return keys;
    }
}
