using Integrity.Building.Delivery;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building.Delivery;

/// <summary>Files that cannot be delivered are reported, and the others are delivered.</summary>
public sealed class OddFilesTests : IDisposable
{
    private readonly DeliveryFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    public static TheoryData<string, byte[], string> OddGzipFiles()
    {
        var gzip = GzipBytes.Compress("GET /\n"u8);
        var flipped = gzip.ToArray();
        flipped[^6] ^= 1;
        return new()
        {
            { "two members", [.. gzip, .. gzip], "there is data after its gzip stream, as in joined gzip files" },
            { "padding", [.. gzip, 0], "there is data after its gzip stream, as in joined gzip files" },
            { "cut", gzip[..^1], "its gzip stream is truncated" },
            { "only the magic", gzip[..2], "its gzip stream is truncated" },
            { "a wrong checksum", flipped, "it begins like a gzip file but is invalid or damaged" },
            {
                "text after the magic",
                [0x1F, 0x8B, (byte)'h', (byte)'i', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
                "it begins like a gzip file but is invalid or damaged"
            },
        };
    }

    [Theory]
    [MemberData(nameof(OddGzipFiles))]
    public async Task A_gzip_file_that_verifiers_would_reject_is_not_delivered_but_the_others_are(
        string name,
        byte[] content,
        string problem
    )
    {
        var results = await _fixture.DeliverAsync(_fixture.Write(name, content), _fixture.Write("good.log", "good"));

        results[0].Should().BeEquivalentTo(new { Status = DeliveryStatus.Failed, Problem = problem });
        results[0].Hint.Should().NotBeNull();
        results[1].Status.Should().Be(DeliveryStatus.Delivered);
        _fixture.Contents.Should().Equal("good");
    }

    [Fact]
    public async Task Links_directories_and_missing_files_are_not_delivered()
    {
        var secret = _fixture.Write("secret", "secret");
        var link = _fixture.Source.PathTo("link.log");
        File.CreateSymbolicLink(link, secret);
        var dangling = _fixture.Source.PathTo("dangling.log");
        File.CreateSymbolicLink(dangling, _fixture.Source.PathTo("nowhere"));

        var results = await _fixture.DeliverAsync(
            link,
            dangling,
            _fixture.Source.Path,
            _fixture.Source.PathTo("missing"),
            "/dev/zero",
            "/dev/null",
            new string('x', 300),
            ""
        );

        results
            .Select(result => result.Problem)
            .Should()
            .Equal(
                "it is a symbolic link, and links are not followed",
                "it is a symbolic link, and links are not followed",
                "it is a directory",
                "no such file",
                null,
                null,
                "no such file",
                "no such file"
            );
        results[4].Status.Should().Be(DeliveryStatus.Empty, "a device has no length and is never opened");
        _fixture.Store.Locations.Should().BeEmpty();
    }

    [Theory]
    [InlineData("new\nline\u001b[31m.log")]
    [InlineData("..")]
    [InlineData("-rf")]
    [InlineData("ünïcödé 日本.log")]
    [InlineData("a%00b'\"$(id).log")]
    public async Task The_name_of_a_file_is_not_part_of_its_object_path(string name)
    {
        var result = (await _fixture.DeliverAsync(_fixture.Write($"folder/{name}.log", "x"))).Single();

        LogFilePath.TryParse(result.Location!.Path, out var logFilePath).Should().BeTrue();
        logFilePath!.Format.Should().Be("json.gz");
    }

    [Fact]
    public async Task A_file_that_grows_while_it_is_read_is_not_delivered()
    {
        var path = _fixture.Write("a.log", "a");

        // Files are examined first and compressed after the listing.
        var results = await _fixture.DeliverAsync(
            new CallbackReader(_fixture.Store, () => File.AppendAllText(path, "b")),
            _fixture.Store,
            path
        );

        results
            .Single()
            .Should()
            .BeEquivalentTo(new { Status = DeliveryStatus.Failed, Problem = "it changed while it was read" });
    }

    /// <summary>Calls back before each listing.</summary>
    private sealed class CallbackReader(IObjectReader inner, Action beforeListing) : IObjectReader
    {
        public ValueTask<StoredObject?> OpenAsync(
            ObjectLocation location,
            CancellationToken cancellationToken = default
        ) => inner.OpenAsync(location, cancellationToken);

        public IAsyncEnumerable<string> ListAsync(
            string bucket,
            string prefix,
            string? startAfter,
            CancellationToken cancellationToken = default
        )
        {
            beforeListing();
            return inner.ListAsync(bucket, prefix, startAfter, cancellationToken);
        }

        public IAsyncEnumerable<string> ListFoldersAsync(
            string bucket,
            string prefix,
            CancellationToken cancellationToken = default
        ) => inner.ListFoldersAsync(bucket, prefix, cancellationToken);
    }
}
