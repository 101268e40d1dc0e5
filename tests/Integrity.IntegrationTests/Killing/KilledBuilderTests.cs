using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Killing;

/// <summary>SIGKILL to builders on a directory. <see cref="KilledBuilderInS3Tests"/> does the same in S3.</summary>
public sealed class KilledBuilderTests : IDisposable
{
    /// <summary>
    /// The number of kills. For a longer run: KILLS=1000 dotnet test --filter FullyQualifiedName~Killing.
    /// </summary>
    internal static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("KILLS"), out var kills)
        ? kills
        : 150;

    private const int Trails = 3;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Builders_that_were_killed_150_times_alone_and_in_pairs_leave_whole_chains()
    {
        var keys = _folder.At("keys");
        await SampleTrail.GenerateKeyAsync(keys);
        var stores = Enumerable
            .Range(0, Trails)
            .Select(i => new DirectoryTrailStore(_folder.At($"store-{i}")))
            .ToList();
        var trails = stores.Select((store, i) => new KilledTrail(store, keys, seed: i)).ToList();

        await Task.WhenAll(trails.Select((trail, i) => trail.GrowAsync(Kills / Trails, builders: i == 0 ? 2 : 1)));

        foreach (var trail in trails)
            await trail.ShouldBeCompleteAsync();
        trails.Sum(trail => trail.Kills).Should().BeGreaterThanOrEqualTo(Kills);
        stores
            .SelectMany(store => store.Unfinished)
            .Should()
            .BeEmpty("the next builder removes the temporary files of a killed one");
    }
}
