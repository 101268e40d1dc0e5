using Integrity.IntegrationTests.S3;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Killing;

/// <summary>SIGKILL to builders on a real S3 server.</summary>
[Collection(S3Tests.Name)]
public sealed class KilledBuilderInS3Tests(S3Fixture s3)
{
    private const int Trails = 3;

    [Fact]
    public async Task Builders_that_were_killed_150_times_alone_and_in_pairs_leave_whole_chains()
    {
        using var folder = new TemporaryFolder();
        var keys = folder.At("keys");
        await SampleTrail.GenerateKeyAsync(keys);
        var trails = new List<KilledTrail>();
        for (var i = 0; i < Trails; i++)
        {
            await s3.EmptyAsync($"killed-{i}");
            trails.Add(new KilledTrail(new BucketGround(s3, $"killed-{i}"), keys, seed: i));
        }

        await Task.WhenAll(trails.Select((trail, i) => trail.GrowAsync(KilledBuilderTests.Kills / Trails, builders: i == 0 ? 2 : 1)));

        foreach (var trail in trails) await trail.ShouldBeWholeAsync();
        trails.Sum(trail => trail.Kills).Should().BeGreaterThanOrEqualTo(KilledBuilderTests.Kills);
    }
}
