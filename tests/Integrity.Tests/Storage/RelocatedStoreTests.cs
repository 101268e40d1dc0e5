using Integrity.Digests;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.Tests.Storage;

/// <summary>A copy shown under the original object paths.</summary>
public sealed class RelocatedStoreTests
{
    private readonly MemoryStore _store = new();

    public RelocatedStoreTests()
    {
        foreach (
            var path in new[]
            {
                "backup/",
                "backup/AWSLogs/a",
                "backup/AWSLogs/b/c",
                "backup/other/d",
                "AWSLogs/a",
                "backups/AWSLogs/a",
            }
        )
            _store.Put(new ObjectLocation("copy", path), [1]);
        foreach (var path in new[] { "logs/AWSLogs/only-in-the-original", "else/AWSLogs/e" })
            _store.Put(new ObjectLocation("original", path), [2]);
    }

    private IObjectReader View =>
        RelocatedStore.Over(
            _store,
            new Relocation(new TrailLocation("original", "logs/"), new TrailLocation("copy", "backup/"))
        );

    [Theory]
    [InlineData("logs/AWSLogs/", null, "logs/AWSLogs/a logs/AWSLogs/b/c")]
    [InlineData("logs/AWSLogs/", "logs/AWSLogs/a", "logs/AWSLogs/b/c")]
    [InlineData("logs/", null, "logs/ logs/AWSLogs/a logs/AWSLogs/b/c logs/other/d")]
    [InlineData("", null, "logs/ logs/AWSLogs/a logs/AWSLogs/b/c logs/other/d")]
    [InlineData("lo", "a", "logs/ logs/AWSLogs/a logs/AWSLogs/b/c logs/other/d")]
    [InlineData("", "logs0", "")]
    [InlineData("else/", null, "else/AWSLogs/e")]
    public async Task Listings_show_the_copy_under_the_original_paths(
        string prefix,
        string? startAfter,
        string paths
    ) =>
        string.Join(' ', await View.ListAsync("original", prefix, startAfter, default).ToListAsync())
            .Should()
            .Be(paths);

    [Theory]
    [InlineData("logs/", "AWSLogs other")]
    [InlineData("logs/AWSLogs/", "b")]
    [InlineData("", "logs")]
    [InlineData("else/", "AWSLogs")]
    public async Task Folders_of_the_original_are_those_of_the_copy(string prefix, string folders) =>
        string.Join(' ', await View.ListFoldersAsync("original", prefix, default).ToListAsync()).Should().Be(folders);

    [Theory]
    [InlineData("original", "logs/AWSLogs/a", true)]
    [InlineData("original", "logs/AWSLogs/only-in-the-original", false)]
    [InlineData("original", "AWSLogs/a", false)]
    [InlineData("original", "else/AWSLogs/e", true)]
    [InlineData("copy", "AWSLogs/a", true)]
    [InlineData("original", "logs/../AWSLogs/a", false)]
    public async Task Originals_are_read_from_the_copy_and_other_objects_from_their_location(
        string bucket,
        string path,
        bool exists
    ) => (await View.OpenAsync(new ObjectLocation(bucket, path), default) is not null).Should().Be(exists);

    [Fact]
    public async Task Stamps_are_those_of_the_copy()
    {
        var stamps = await ((IStampedListing)View).ListStampsAsync("original", "logs/AWSLogs/", default).ToListAsync();

        stamps
            .Select(stamp => (stamp.Key, stamp.Value.Length))
            .Should()
            .Equal(("logs/AWSLogs/a", 1), ("logs/AWSLogs/b/c", 1));
        (await ((IStampedListing)View).ListStampsAsync("original", "else/", default).ToListAsync())
            .Should()
            .ContainSingle();
    }

    [Fact]
    public void A_store_without_stamps_has_none_after_relocation() =>
        RelocatedStore
            .Over(
                new CountingStore(_store),
                new Relocation(new TrailLocation("original", ""), new TrailLocation("copy", ""))
            )
            .Should()
            .NotBeAssignableTo<IStampedListing>();

    [Fact]
    public async Task A_bucket_copied_into_one_of_its_folders_shows_that_folder()
    {
        var view = RelocatedStore.Over(
            _store,
            new Relocation(new TrailLocation("copy", ""), new TrailLocation("copy", "backup/"))
        );

        (await view.ListAsync("copy", "", null, default).ToListAsync())
            .Should()
            .Equal("", "AWSLogs/a", "AWSLogs/b/c", "other/d");
        (await view.OpenAsync(new ObjectLocation("copy", "other/d"), default)).Should().NotBeNull();
        (await view.OpenAsync(new ObjectLocation("copy", "backup/other/d"), default)).Should().BeNull();
    }
}
