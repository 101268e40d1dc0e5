using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Integrity.Digests;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Killing;

/// <summary>
/// A trail that grows by two hours at a time, with late log files. Its builders get SIGKILL at random times, so they
/// cannot clean up, as in a power failure.
/// </summary>
/// <param name="store">The store of the trail.</param>
/// <param name="keys">The directory with the keys.</param>
/// <param name="seed">Distributes the times of the kills, which still differ from run to run.</param>
internal sealed class KilledTrail(ITrailStore store, string keys, int seed)
{
    private const int KilledBySignal9 = 128 + 9;

    private readonly Random _random = new(seed);
    private readonly List<string> _delivered = [];
    private TimeSpan _usual;

    public int Kills { get; private set; }

    /// <summary>The number of hours that have a digest.</summary>
    public int Hours { get; private set; }

    public int LogFiles => _delivered.Count;

    public string Until => UtcTime.Format(SampleTrail.Start.AddHours(Hours));

    /// <summary>Delivers log files and kills builders until enough kills have hit a running builder.</summary>
    /// <param name="kills">The number of kills.</param>
    /// <param name="builders">The number of concurrent builders.</param>
    public async Task GrowAsync(int kills, int builders)
    {
        await DeliverAsync();
        _usual = await TimeAsync();
        for (var attempts = 0; Kills < kills; attempts++)
        {
            attempts.Should().BeLessThan(10 * kills, "most kills must hit a running builder, even on a busy machine");
            await DeliverAsync();
            await Task.WhenAll(Enumerable.Range(0, builders).Select(_ => BuildAndKillAsync(NextMoment())));
            if (attempts % 8 != 7)
                continue;
            // Only a builder of a new hour looks for late log files, one day back. So let one finish now and then.
            await DeliverAsync();
            await BuildAsync();
        }
        // The last late log files may need one more hour.
        await DeliverAsync();
        await BuildAsync();
        Hours += 2;
        await BuildAsync();
    }

    private async Task DeliverAsync()
    {
        foreach (var minute in (int[])[7, 67, _random.Next(-170, -1)])
            await DeliverAsync((Hours * 60) + minute);
        Hours += 2;
    }

    private async Task DeliverAsync(int minute)
    {
        var path = SampleTrail.LogFilePath(
            Math.Max(minute, 0),
            _delivered.Count.ToString("D16", CultureInfo.InvariantCulture)
        );
        await store.DeliverAsync(path, SampleTrail.Gzip(SampleTrail.Events(Math.Max(minute, 0))));
        _delivered.Add(path);
    }

    private string[] Build =>
        ["build", "--trail-arn", SampleTrail.Arn, "--keys", keys, "--until", Until, .. store.StoreOptions];

    private async Task<TimeSpan> TimeAsync()
    {
        await NativeProgram.GetAsync();
        var watch = Stopwatch.StartNew();
        await BuildAsync();
        return watch.Elapsed;
    }

    private async Task BuildAsync() => await (await NativeProgram.GetAsync()).RunAsync(Build);

    /// <summary>Returns a random time in the life of a builder, rarely before it starts to work.</summary>
    private TimeSpan NextMoment() => _usual * (0.3 + (0.8 * _random.NextDouble()));

    /// <summary>Runs a builder and kills it. The kill does not count if the builder has already ended.</summary>
    private async Task BuildAndKillAsync(TimeSpan after)
    {
        using var process = (await NativeProgram.GetAsync()).Start(Build);
        var ending = ExternalProgram.FinishAsync(process);
        await Task.WhenAny(ending, Task.Delay(after));
        var isInTime = !ending.IsCompleted;
        process.Kill();
        var run = await ending;
        run.ExitCode.Should().BeOneOf([0, KilledBySignal9], "{0}", run);
        if (run.ExitCode == KilledBySignal9)
            Kills++;
        // Adapt to the current speed of the machine.
        _usual *= isInTime ? 1.02 : 0.9;
    }

    /// <summary>
    /// Asserts that the chain is valid and not forked, and that it lists each delivered log file in exactly one digest.
    /// </summary>
    public async Task ShouldBeCompleteAsync()
    {
        var program = await NativeProgram.GetAsync();
        var run = await program.TryRunAsync([
            "validate-logs",
            .. SampleTrail.Selection(Until),
            "--keys",
            keys,
            "--verbose",
            .. ValidateOptions,
        ]);
        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should()
            .Contain($"\n{_delivered.Count}/{_delivered.Count} log files valid")
            .And.Contain($"\n{Hours}/{Hours} digest files valid");
        var visible = await store.ObjectPathsAsync();
        var listed = new List<string>();
        foreach (var path in visible.Where(SampleTrail.IsDigest))
            listed.AddRange(await ListedAsync(path));
        listed.Should().OnlyHaveUniqueItems().And.BeEquivalentTo(_delivered);
        visible
            .Where(path => path.Contains("_backfill", StringComparison.Ordinal))
            .Should()
            .NotBeEmpty("late log files were delivered throughout");
    }

    private IEnumerable<string> ValidateOptions =>
        store.StoreOptions is ["--store", var folder] && !folder.StartsWith("s3:", StringComparison.Ordinal)
            ? ["--source", folder]
            : ["--s3-bucket", store.StoreOptions[1]["s3://".Length..], .. store.StoreOptions.Skip(2)];

    /// <summary>Returns the log files that a digest lists.</summary>
    public async Task<IReadOnlyList<string>> ListedAsync(string digestPath)
    {
        using var inflated = new GZipStream(
            new MemoryStream(await store.ReadAsync(digestPath)),
            CompressionMode.Decompress
        );
        using var digest = JsonDocument.Parse(inflated);
        return
        [
            .. digest
                .RootElement.GetProperty("logFiles")
                .EnumerateArray()
                .Select(logFile => logFile.GetProperty("s3Object").GetString()!),
        ];
    }
}
