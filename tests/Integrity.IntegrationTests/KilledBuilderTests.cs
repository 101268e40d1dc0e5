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
    private const int HoursAnAttempt = 12;
    private const int KilledBySignal9 = 128 + 9;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _delivered = [];

    private string Store => _folder.At("store");

    private string Keys => _folder.At("keys");

    private string Until => UtcTime.Format(SampleTrail.Start.AddHours(_delivered.Count));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_builder_that_was_killed_30_times_still_builds_one_chain_that_lists_each_log_file_once()
    {
        await SampleTrail.GenerateKeyAsync(Keys);
        // the moments differ from run to run on any machine; the seed only spreads them
        var random = new Random(30);

        for (int kills = 0, attempts = 0; kills < Kills; attempts++)
        {
            attempts.Should().BeLessThan(10 * Kills, "most kills must hit a builder at work, even on a busy machine");
            Deliver(HoursAnAttempt);
            if (await BuildAndKillAsync(random)) kills++;
        }
        await SampleTrail.BuildAsync(Store, Keys, Until);

        var run = await CtVerifyProgram.ValidateAsync(Store, Keys, until: Until);
        var hours = _delivered.Count;
        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should().Contain($"{hours}/{hours} digest files valid").And.Contain($"{hours}/{hours} log files valid");
        ListedLogFiles().Should().Equal(_delivered);
        (await VisibleKeysAsync()).Should().BeEquivalentTo(_delivered.Concat(Enumerable.Range(1, hours).Select(SampleTrail.DigestKey)));
    }

    /// <summary>One log file for each of the next hours.</summary>
    private void Deliver(int hours)
    {
        for (var i = 0; i < hours; i++)
        {
            var minute = (_delivered.Count * 60) + 7;
            SampleTrail.Put(Store, SampleTrail.LogFileKey(minute), SampleTrail.Gzip(SampleTrail.Events(minute)));
            _delivered.Add(SampleTrail.LogFileKey(minute));
        }
    }

    /// <summary>
    /// Lets the builder write a few digests, so that it is at work, and kills it somewhere in the next. Tells whether the kill hit:
    /// on a busy machine the builder can have come to its end before.
    /// </summary>
    private async Task<bool> BuildAndKillAsync(Random random)
    {
        var enough = CountDigests() + random.Next(1, HoursAnAttempt / 2);
        using var process = CtVerifyProgram.Start("build", "--store", Store, "--trail-arn", SampleTrail.Arn, "--keys", Keys, "--until", Until);
        var waited = Stopwatch.StartNew();
        while (CountDigests() < enough && !process.HasExited)
        {
            waited.Elapsed.Should().BeLessThan(Patience);
            await Task.Delay(1);
        }
        var moment = Stopwatch.GetTimestamp() + random.NextInt64(Stopwatch.Frequency / 200);
        while (Stopwatch.GetTimestamp() < moment) Thread.SpinWait(10);

        process.Kill();
        var run = await ExternalProgram.FinishAsync(process);
        run.ExitCode.Should().BeOneOf([0, KilledBySignal9], "{0}", run);
        return run.ExitCode == KilledBySignal9;
    }

    private int CountDigests()
    {
        var folder = Path.Combine(Store, SampleTrail.Bucket, SampleTrail.DigestFolder);
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json.gz", SearchOption.AllDirectories).Length : 0;
    }

    /// <summary>The log files of all digests, oldest first.</summary>
    private List<string> ListedLogFiles()
    {
        var listed = new List<string>();
        for (var hour = 1; hour <= _delivered.Count; hour++)
        {
            using var gzip = new System.IO.Compression.GZipStream(
                File.OpenRead(Path.Combine(Store, SampleTrail.Bucket, SampleTrail.DigestKey(hour))), System.IO.Compression.CompressionMode.Decompress);
            using var digest = JsonDocument.Parse(gzip);
            listed.AddRange(digest.RootElement.GetProperty("logFiles").EnumerateArray().Select(logFile => logFile.GetProperty("s3Object").GetString()!));
        }
        return listed;
    }

    private async Task<List<string>> VisibleKeysAsync()
    {
        var keys = new List<string>();
        await foreach (var key in LocalDirectoryStore.OfBuckets(Store).ListAsync(SampleTrail.Bucket, "", null, CancellationToken.None)) keys.Add(key);
        return keys;
    }
}
