using System.Diagnostics;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>SIGKILL while a fetch writes: run again, it leaves what an undisturbed one leaves.</summary>
public sealed class KilledFetchTests : IDisposable
{
    private const int Kills = 12;
    private const int Hours = 48;
    private const int KilledBySignal9 = 128 + 9;

    private readonly TemporaryFolder _folder = new();

    private string Store => _folder.At("store");

    private string Keys => _folder.At("keys");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_fetch_that_was_killed_again_and_again_leaves_the_same_folder_as_one_that_was_not()
    {
        await SampleTrail.GenerateKeyAsync(Keys);
        for (var minute = 7; minute < Hours * 60; minute += 15) SampleTrail.Put(Store, SampleTrail.LogFileKey(minute), SampleTrail.Gzip(SampleTrail.Events(minute)));
        await SampleTrail.BuildAsync(Store, Keys, Until);
        (await ExternalProgram.FinishAsync(Start("whole"))).ExitCode.Should().Be(0);
        var whole = State("whole");
        var kills = 0;
        var random = new Random(12);

        for (var attempt = 0; attempt < Kills; attempt++)
        {
            var enough = Count() + random.Next(1, whole.Count / Kills);
            using var process = Start("killed");
            while (Count() < enough && !process.HasExited) await Task.Delay(1);
            process.Kill();
            if ((await ExternalProgram.FinishAsync(process)).ExitCode == KilledBySignal9) kills++;
        }
        var last = await ExternalProgram.FinishAsync(Start("killed"));

        kills.Should().BeGreaterThan(Kills / 2, "most kills must hit a fetch at work");
        last.ExitCode.Should().Be(0, "{0}", last);
        State("killed").Should().Equal(whole);
    }

    private static string Until => Integrity.Digests.UtcTime.Format(SampleTrail.Start.AddHours(Hours));

    private Process Start(string copy) => CtVerifyProgram.Start(
        "fetch", "--trail-arn", SampleTrail.Arn, "--start-time", SampleTrail.StartTime, "--end-time", Until, "--source", Store, "--keys", Keys, "--out", _folder.At(copy));

    private int Count() => Directory.Exists(_folder.At("killed")) ? Files("killed").Count() : 0;

    private IEnumerable<string> Files(string copy) => Directory.EnumerateFiles(_folder.At(copy), "*.json*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden })
        .Where(path => Path.GetFileName(path) != "manifest.jsonl");

    private SortedDictionary<string, string> State(string copy) => new(
        Files(copy).ToDictionary(path => Path.GetRelativePath(_folder.At(copy), path), path => Convert.ToHexString(File.ReadAllBytes(path)), StringComparer.Ordinal), StringComparer.Ordinal);
}
