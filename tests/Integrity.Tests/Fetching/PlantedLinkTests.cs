using Integrity.Fetching;
using Integrity.Tests.Support;

namespace Integrity.Tests.Fetching;

/// <summary>Links planted in the directory of a fetch are not followed, so nothing is written elsewhere.</summary>
public sealed class PlantedLinkTests : IDisposable
{
    private readonly TempDirectory _outside = new();
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(2);
    private readonly FetchFixture _fixture;

    public PlantedLinkTests()
    {
        _fixture = new FetchFixture(_trail);
        Directory.CreateDirectory(_fixture.CopyPath);
    }

    public void Dispose()
    {
        _fixture.Dispose();
        _outside.Dispose();
    }

    [Theory]
    [InlineData("keys")]
    [InlineData(".ctverify-unfinished")]
    [InlineData("manifest.jsonl")]
    public async Task A_link_in_place_of_a_file_of_the_fetch_stops_it(string name)
    {
        var target = name == "manifest.jsonl" ? _outside.Write("theirs", "theirs") : _outside.Path;
        Plant(name, target);

        await FluentActions.Awaiting(() => _fixture.FetchAsync()).Should().ThrowAsync<FetchException>();

        ShouldBeUntouched(name == "manifest.jsonl" ? 1 : 0);
    }

    [Fact]
    public async Task A_missing_manifest_is_not_created_through_a_link()
    {
        Plant("manifest.jsonl", _outside.PathTo("new"));

        await FluentActions.Awaiting(() => _fixture.FetchAsync()).Should().ThrowAsync<FetchException>();

        ShouldBeUntouched(0);
    }

    [Fact]
    public async Task A_link_in_place_of_a_bucket_is_reported_for_each_object()
    {
        Plant(TrailSimulator.Bucket, _outside.Path);

        var (_, summary) = await _fixture.FetchAsync();

        summary.Problems.Should().NotBeEmpty();
        ShouldBeUntouched(0);
    }

    [Fact]
    public async Task A_named_pipe_in_place_of_the_manifest_is_rejected_at_once()
    {
        if (OperatingSystem.IsWindows())
            return;
        UnixFiles.MakePipe(_fixture.Manifest);

        await FluentActions.Awaiting(() => _fixture.FetchAsync()).Should().ThrowAsync<FetchException>();
        FluentActions.Invoking(() => FetchedStore.Find(_fixture.CopyPath)).Should().Throw<FetchException>();
    }

    [Fact]
    public void A_link_in_place_of_the_manifest_is_not_read()
    {
        Plant("manifest.jsonl", _outside.Write("theirs", ""));

        FluentActions
            .Invoking(() => FetchedStore.Find(_fixture.CopyPath))
            .Should()
            .Throw<FetchException>()
            .WithMessage("*link*");
    }

    private void Plant(string name, string target) =>
        File.CreateSymbolicLink(Path.Combine(_fixture.CopyPath, name), target);

    private void ShouldBeUntouched(int files)
    {
        var entries = Directory.GetFileSystemEntries(_outside.Path);
        entries.Should().HaveCount(files);
        foreach (var file in entries)
            File.ReadAllText(file).Should().Be("theirs");
    }
}
