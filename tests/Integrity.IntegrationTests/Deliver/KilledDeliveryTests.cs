using System.Diagnostics;
using Integrity.IntegrationTests.Support;
using Integrity.Storage.Local;

namespace Integrity.IntegrationTests.Deliver;

/// <summary>Repeated SIGKILL during delivery.</summary>
public sealed class KilledDeliveryTests : IDisposable
{
    private const int Kills = 20;
    private const int FilesAnAttempt = 30;
    private const int KilledBySignal9 = 128 + 9;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _contents = [];

    private string Logs => _folder.At("logs");

    private string Store => _folder.At("trail");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_again_after_each_kill_it_delivers_every_file_exactly_once_and_completely(bool move)
    {
        Directory.CreateDirectory(Logs);
        // The times of the kills differ from run to run. The seed only distributes them.
        var random = new Random(move ? 1 : 2);
        string[] arguments = ["deliver", Logs, .. move ? new[] { "--move" } : [], .. Delivery.Arguments(Store)];

        for (int kills = 0, attempts = 0; kills < Kills; attempts++)
        {
            attempts.Should().BeLessThan(10 * Kills, "most kills must hit a running delivery, even on a busy machine");
            WriteLogFiles(random);
            if (await DeliverAndKillAsync(arguments, random))
                kills++;
            (await VisibleContentsAsync())
                .Should()
                .OnlyHaveUniqueItems()
                .And.BeSubsetOf(_contents, "a partial log file is never visible");
        }
        var last = await CtVerifyProgram.RunAsync(arguments);

        last.ExitCode.Should().Be(0, "{0}", last);
        (await VisibleContentsAsync()).Should().BeEquivalentTo(_contents);
        Directory.GetFiles(Logs).Should().HaveCount(move ? 0 : _contents.Count);
    }

    /// <summary>Log files of very different sizes.</summary>
    private void WriteLogFiles(Random random)
    {
        for (var i = 0; i < FilesAnAttempt; i++)
        {
            var content =
                $"log file {_contents.Count}\n"
                + $"{Convert.ToHexString(RandomBytes(random, random.Next(4) == 0 ? 200_000 : 200))}\n";
            File.WriteAllText(Path.Combine(Logs, $"{_contents.Count:D5}.log"), content);
            _contents.Add(content);
        }
    }

    /// <summary>Kills a delivery at a random time after its start. Returns whether it was still running.</summary>
    private async Task<bool> DeliverAndKillAsync(string[] arguments, Random random)
    {
        var enough = Delivery.LogFiles(Store).Count + random.Next(1, FilesAnAttempt / 2);
        using var process = CtVerifyProgram.Start(arguments);
        var waited = Stopwatch.StartNew();
        while (Delivery.LogFiles(Store).Count < enough && !process.HasExited)
        {
            waited.Elapsed.Should().BeLessThan(TimeLimit);
            await Task.Delay(1);
        }
        var moment = Stopwatch.GetTimestamp() + random.NextInt64(Stopwatch.Frequency / 100);
        while (Stopwatch.GetTimestamp() < moment)
            Thread.SpinWait(10);
        process.Kill();
        var run = await ExternalProgram.FinishAsync(process);
        run.ExitCode.Should().BeOneOf([0, KilledBySignal9], "{0}", run);
        return run.ExitCode == KilledBySignal9;
    }

    /// <summary>Returns the visible log files, decompressed by the framework.</summary>
    private async Task<List<string>> VisibleContentsAsync()
    {
        var contents = new List<string>();
        if (!Directory.Exists(Store))
            return contents;
        await foreach (
            var path in LocalDirectoryStore
                .OfBucket(Store, "trail")
                .ListAsync("trail", "", null, CancellationToken.None)
        )
        {
            using var reader = new StreamReader(
                new System.IO.Compression.GZipStream(
                    File.OpenRead(Path.Combine(Store, path)),
                    System.IO.Compression.CompressionMode.Decompress
                )
            );
            contents.Add(await reader.ReadToEndAsync());
        }
        return contents;
    }

    private static byte[] RandomBytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
