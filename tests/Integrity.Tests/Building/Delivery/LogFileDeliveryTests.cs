using Integrity.Building.Delivery;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Building.Delivery;

/// <summary>What is delivered, and under which names.</summary>
public sealed class LogFileDeliveryTests : IDisposable
{
    private readonly DeliveryFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_plain_file_is_stored_as_one_gzip_member_under_a_CloudTrail_style_name()
    {
        var path = _fixture.Write("access.log", "GET /\n");
        _fixture.Now = new DateTimeOffset(2025, 5, 4, 10, 7, 59, TimeSpan.Zero);

        var result = (await _fixture.DeliverAsync(path)).Single();

        result
            .Should()
            .BeEquivalentTo(
                new
                {
                    Path = path,
                    Status = DeliveryStatus.Delivered,
                    SourceBytes = 6L,
                    IsRemoved = false,
                    Problem = (string?)null,
                }
            );
        result
            .Location!.ToString()
            .Should()
            .MatchRegex(
                "^s3://bucket/AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/"
                    + "111122223333_CloudTrail_us-east-2_20250504T1007Z_[0-9A-Za-z]{16}\\.json\\.gz$"
            );
        result.StoredBytes.Should().Be(_fixture.Store[result.Location].Length);
        _fixture.Contents.Should().Equal("GET /\n");
        _fixture.Store.MetadataOf(result.Location).Should().BeEmpty();
        File.Exists(path).Should().BeTrue();
    }

    [Fact]
    public async Task The_object_path_contains_the_prefix_and_the_organization()
    {
        _fixture.Request = _fixture.Request with
        {
            Location = new TrailLocation("bucket", "logs/web/"),
            OrganizationId = "o-exampleorgid",
        };

        var result = (await _fixture.DeliverAsync(_fixture.Write("a.log", "a"))).Single();

        result
            .Location!.Path.Should()
            .StartWith(
                "logs/web/AWSLogs/o-exampleorgid/111122223333/CloudTrail/us-east-2/2025/05/04/"
                    + "111122223333_CloudTrail_us-east-2_20250504T1000Z_"
            );
    }

    [Fact]
    public async Task A_gzip_file_is_stored_unchanged()
    {
        var gzip = GzipBytes.Compress("GET /\n"u8, System.IO.Compression.CompressionLevel.NoCompression);

        var result = (await _fixture.DeliverAsync(_fixture.Write("access.log.1.gz", gzip))).Single();

        _fixture.Store[result.Location!].Should().Equal(gzip);
    }

    [Fact]
    public async Task Any_content_is_restored_unchanged()
    {
        var random = new Random(7);
        var contents = new[] { 1, 2, 3, 65_535, 131_072, 131_073, 400_000, (8 << 20) + 1 }
            .Select(length =>
            {
                var content = new byte[length];
                random.NextBytes(content);
                // The second half compresses well, and no content starts like gzip.
                content.AsSpan(length / 2).Fill((byte)'a');
                content[0] = 0;
                return content;
            })
            .ToList();

        var results = await _fixture.DeliverAsync([
            .. contents.Select((content, i) => _fixture.Write($"{i}.bin", content)),
        ]);

        results
            .Select(result => GzipBytes.Inflate(_fixture.Store[result.Location!]))
            .Should()
            .BeEquivalentTo(
                contents,
                options =>
                    options
                        .WithStrictOrdering()
                        .Using<byte[]>(c => c.Subject.Should().Equal(c.Expectation))
                        .WhenTypeIs<byte[]>()
            );
    }

    [Fact]
    public async Task Names_sort_in_the_order_of_the_files_within_a_minute()
    {
        var paths = Enumerable
            .Range(0, 200)
            .Select(i => _fixture.Write($"{i}.log", $"line {i}, {new string('x', i % 7 == 0 ? 50_000 : 10)}"))
            .Reverse()
            .ToArray();

        var first = await _fixture.DeliverAsync(paths[..100]);
        _fixture.Now += TimeSpan.FromSeconds(1);
        var second = await _fixture.DeliverAsync(paths[100..]);

        var names = first.Concat(second).Select(result => result.Location!.Path).ToList();
        names.Should().BeInAscendingOrder(StringComparer.Ordinal).And.OnlyHaveUniqueItems();
        names.Should().OnlyContain(name => name.Contains("_20250504T1000Z_", StringComparison.Ordinal));
        first.Concat(second).Select(result => result.Path).Should().Equal(paths);
    }

    [Fact]
    public async Task A_given_time_is_in_every_name_and_the_names_keep_the_order()
    {
        _fixture.Request = _fixture.Request with
        {
            Time = DeliveryTime.At(new DateTimeOffset(2024, 2, 29, 13, 30, 59, TimeSpan.FromHours(2))),
        };

        var results = await _fixture.DeliverAsync(
            _fixture.Write("b.log", "b"),
            _fixture.Write("a.log", "a"),
            _fixture.Write("c.log", "c")
        );

        results
            .Select(result => result.Location!.Path)
            .Should()
            .BeInAscendingOrder(StringComparer.Ordinal)
            .And.OnlyContain(path =>
                path.Contains("/2024/02/29/111122223333_CloudTrail_us-east-2_20240229T1130Z_", StringComparison.Ordinal)
            );
    }

    [Fact]
    public async Task The_modification_time_can_be_the_delivery_time()
    {
        _fixture.Request = _fixture.Request with { Time = DeliveryTime.Modified };

        var result = (
            await _fixture.DeliverAsync(
                _fixture.Write("a.log", "a", new DateTimeOffset(2019, 12, 31, 23, 59, 59, TimeSpan.Zero))
            )
        ).Single();

        result.Location!.Path.Should().Contain("_20191231T2359Z_");
    }

    [Fact]
    public async Task The_time_in_the_file_name_can_be_the_delivery_time()
    {
        _fixture.Request = _fixture.Request with { Time = DeliveryTime.InName };

        var results = await _fixture.DeliverAsync(
            _fixture.Write("2020-01-01/access.log-20240131", "a"),
            _fixture.Write("access.log", "b")
        );

        results[0].Location!.Path.Should().Contain("_20240131T0000Z_");
        results[1]
            .Should()
            .BeEquivalentTo(new { Status = DeliveryStatus.Failed, Problem = "its name contains no date" });
    }

    [Fact]
    public async Task A_file_with_a_time_in_the_future_is_not_delivered()
    {
        _fixture.Request = _fixture.Request with { Time = DeliveryTime.Modified };

        var result = (
            await _fixture.DeliverAsync(_fixture.Write("a.log", "a", DeliveryFixture.Start.AddSeconds(1)))
        ).Single();

        result
            .Should()
            .BeEquivalentTo(
                new
                {
                    Status = DeliveryStatus.Failed,
                    Problem = "its delivery time 2025-05-04T10:00:01Z is in the future",
                }
            );
        _fixture.Store.Locations.Should().BeEmpty();
    }

    [Fact]
    public async Task Empty_files_are_skipped_even_if_compressed()
    {
        var results = await _fixture.DeliverAsync(
            _fixture.Write("empty.log", ""),
            _fixture.Write("empty.log.gz", GzipBytes.Compress([]))
        );

        results.Select(result => result.Status).Should().Equal(DeliveryStatus.Empty, DeliveryStatus.Empty);
        _fixture.Store.Locations.Should().BeEmpty();
    }

    [Fact]
    public void The_size_limit_equals_the_default_limit_of_the_verifier() =>
        LogFileDelivery.MaxLogFileBytes.Should().Be(new VerificationLimits().MaxLogFileBytes);

    [Theory]
    [InlineData("11112222333", "us-east-2", null)]
    [InlineData("111122223333", "us/east", null)]
    [InlineData("111122223333", "us-east-2", "../../etc")]
    public void A_request_with_an_invalid_account_region_or_organization_throws(
        string account,
        string region,
        string? organization
    )
    {
        _fixture.Request = _fixture.Request with
        {
            AccountId = account,
            Region = region,
            OrganizationId = organization,
        };

        var deliver = () =>
            new LogFileDelivery(_fixture.Store, _fixture.Store, TimeProvider.System).DeliverAsync(_fixture.Request, []);

        deliver.Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task Delivered_files_can_be_built_and_verified()
    {
        var trail = new BuilderFixture();
        _fixture.Request = _fixture.Request with { Location = new TrailLocation(TrailSimulator.Bucket, "") };
        _fixture.Now = BuilderFixture.Start.AddMinutes(7);
        string[] paths =
        [
            _fixture.Write("a.log", "GET /a\n"),
            _fixture.Write("b.json", """{"Records":[{"eventTime":"2025-05-04T10:00:25Z"}]}"""),
            _fixture.Write("c.bin", [0, 1, 2, 255]),
        ];
        await _fixture.DeliverAsync(trail.Store, trail.Store, paths);

        var digest = (await trail.BuildAsync(BuilderFixture.Start.AddHours(1))).Single().Digest;

        digest.LogFiles.Should().HaveCount(3);
        digest.LogFiles[1].NewestEventTime.Should().Be(new DateTimeOffset(2025, 5, 4, 10, 0, 25, TimeSpan.Zero));
        (await trail.VerifyAsync(BuilderFixture.Start.AddHours(1))).Verdict.Should().Be(Verdict.Valid);
    }
}
