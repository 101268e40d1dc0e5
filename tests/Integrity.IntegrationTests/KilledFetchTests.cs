using System.Diagnostics;
using Integrity.IntegrationTests.S3;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>A fetch stopped by SIGKILL and run again has the same result as an uninterrupted fetch.</summary>
[Collection(S3WriteTests.Name)]
public sealed class KilledFetchTests(S3Fixture s3) : IDisposable
{
    private const int Kills = 12;
    private const int Hours = 48;
    private const int KilledBySignal9 = 128 + 9;

    private readonly TemporaryFolder _folder = new();

    private string Store => _folder.At("store");

    private string Keys => _folder.At("keys");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_fetch_that_was_killed_repeatedly_writes_the_same_directory_as_an_uninterrupted_one(bool fromS3)
    {
        await SampleTrail.GenerateKeyAsync(Keys);
        for (var minute = 7; minute < Hours * 60; minute += 15)
            SampleTrail.Put(Store, SampleTrail.LogFilePath(minute), SampleTrail.Gzip(SampleTrail.Events(minute)));
        await SampleTrail.BuildAsync(Store, Keys, Until);
        if (fromS3)
            await s3.FillAsync(Store);
        string[] source = fromS3
            ? ["--endpoint-url", s3.Endpoint.ToString(), "--s3-bucket", SampleTrail.Bucket]
            : ["--source", Store];
        (await ExternalProgram.FinishAsync(Start("whole", source))).ExitCode.Should().Be(0);
        var whole = State("whole");
        var kills = 0;
        var random = new Random(12);

        for (var attempt = 0; attempt < Kills; attempt++)
        {
            var enough = Count() + random.Next(1, whole.Count / Kills);
            using var process = Start("killed", source);
            while (Count() < enough && !process.HasExited)
                await Task.Delay(1);
            process.Kill();
            if ((await ExternalProgram.FinishAsync(process)).ExitCode == KilledBySignal9)
                kills++;
        }
        var last = await ExternalProgram.FinishAsync(Start("killed", source));

        kills.Should().BePositive("some kills must hit a running fetch, even on a busy machine");
        last.ExitCode.Should().Be(0, "{0}", last);
        State("killed").Should().Equal(whole);
    }

    private static string Until => Integrity.Digests.UtcTime.Format(SampleTrail.Start.AddHours(Hours));

    private Process Start(string copy, string[] source) =>
        CtVerifyProgram.Start([
            "fetch",
            .. SampleTrail.Selection(Until),
            .. source,
            "--keys",
            Keys,
            "--out",
            _folder.At(copy),
        ]);

    private int Count() => Directory.Exists(_folder.At("killed")) ? Files("killed").Count() : 0;

    private IEnumerable<string> Files(string copy) =>
        Directory
            .EnumerateFiles(
                _folder.At(copy),
                "*.json*",
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden }
            )
            .Where(path => Path.GetFileName(path) != "manifest.jsonl");

    private SortedDictionary<string, string> State(string copy) =>
        new(
            Files(copy)
                .ToDictionary(
                    path => Path.GetRelativePath(_folder.At(copy), path),
                    path => Convert.ToHexString(File.ReadAllBytes(path)),
                    StringComparer.Ordinal
                ),
            StringComparer.Ordinal
        );
}
