using Integrity.Digests;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Service;

/// <summary>A service that runs for years must not need more memory or reads every day.</summary>
[Collection(AloneTests.Name)]
public sealed class BusyDayTests : IDisposable
{
    private const int Day = 24;
    private const int Hours = Day + 5;

    private readonly TemporaryFolder _folder = TemporaryFolder.InMemory();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task With_2000_log_files_an_hour_a_day_needs_no_more_memory_and_reads_nothing_twice()
    {
        var (store, keys) = (_folder.At("store"), _folder.At("keys"));
        await SampleTrail.GenerateKeyAsync(keys);
        using var day = new BusyDay(store, keys, Hours);

        await day.RunAsync();

        day.Errors.Should().BeEmpty();
        var status = day.Status.Chains.Single();
        (status.DigestsWritten, status.LogFilesHashed, status.LateLogFiles)
            .Should()
            .Be((Hours, Hours * BusyDay.LogFilesAnHour, (Hours - 1) * BusyDay.LateAnHour));
        ShouldBeFlat([.. day.Hours.Select(hour => hour.LiveBytes)]);
        day.Hours.Zip(day.Hours.Skip(1), (a, b) => b.BytesRead - a.BytesRead)
            .Distinct()
            .Should()
            .ContainSingle("each hour reads its own log files, and no earlier digests");
        var run = await CtVerifyProgram.ValidateAsync(
            store,
            keys,
            until: UtcTime.Format(SampleTrail.Start.AddHours(Hours))
        );
        run.ExitCode.Should().Be(0, "{0}", run.Errors);
        run.Output.Should()
            .Contain($"\n{Hours * BusyDay.LogFilesAnHour}/{Hours * BusyDay.LogFilesAnHour} log files valid");
    }

    /// <summary>
    /// Asserts that memory stays flat. The service remembers the log file names of one day to find late ones without
    /// reading digests again. After the first day, each new hour replaces an old one.
    /// </summary>
    private static void ShouldBeFlat(IReadOnlyList<long> liveBytes)
    {
        const int BytesOfAName = 80;
        liveBytes.Should().HaveCount(Hours);
        (liveBytes[Day - 1] - liveBytes[3]).Should().BeLessThan((Day - 4) * BusyDay.LogFilesAnHour * BytesOfAName);
        (liveBytes[Hours - 1] - liveBytes[Day + 1])
            .Should()
            .BeLessThan(
                BusyDay.LogFilesAnHour * BytesOfAName,
                "memory grows by less than one hour of names after the first day"
            );
    }
}
