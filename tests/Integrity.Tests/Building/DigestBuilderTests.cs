using System.Security.Cryptography;
using Integrity.Digests;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building;

public class DigestBuilderTests
{
    private static readonly DateTimeOffset Start = BuilderFixture.Start;

    private readonly BuilderFixture _fixture = new();

    [Fact]
    public async Task No_chain_is_started_without_a_log_file()
    {
        (await _fixture.BuildAsync(Start.AddHours(5))).Should().BeEmpty();
        _fixture.Store.Locations.Should().BeEmpty();
    }

    [Fact]
    public async Task The_first_digest_covers_the_hour_of_the_first_log_file_and_has_no_previous_digest()
    {
        var file = _fixture.Deliver(Start.AddMinutes(25));

        var built = await _fixture.BuildAsync(Start.AddHours(1));

        var digest = built.Should().ContainSingle().Subject.Digest;
        digest.Period.Should().Be(new DigestPeriod(Start, Start.AddHours(1)));
        digest.Previous.Should().BeNull();
        digest.LogFiles.Should().ContainSingle().Which.Location.Should().Be(file);
    }

    [Fact]
    public async Task Each_digest_links_to_the_previous_one_by_location_hash_and_signature()
    {
        _fixture.Deliver(Start);

        var built = await _fixture.BuildAsync(Start.AddHours(3));

        foreach (var (older, newer) in built.Zip(built.Skip(1)))
        {
            newer.Digest.Previous!.Location.Should().Be(older.Location);
            newer
                .Digest.Previous.Hash.ToString()
                .Should()
                .Be(Convert.ToHexStringLower(SHA256.HashData(GzipBytes.Inflate(_fixture.Store[older.Location]))));
            newer.Digest.Previous.Signature.Hex.Should().Be(_fixture.Store.MetadataOf(older.Location)!["signature"]);
        }
    }

    [Fact]
    public async Task An_hour_without_log_files_has_an_empty_digest()
    {
        _fixture.Deliver(Start);
        _fixture.Deliver(Start.AddHours(2));

        var built = await _fixture.BuildAsync(Start.AddHours(3));

        built.Select(digest => digest.Digest.LogFiles.Count).Should().Equal(1, 0, 1);
        built[1].Digest.NewestEventTime.Should().BeNull();
        built[1].Digest.OldestEventTime.Should().BeNull();
    }

    [Fact]
    public async Task A_log_file_on_the_hour_belongs_to_the_hour_that_starts()
    {
        _fixture.Deliver(Start.AddMinutes(59));
        _fixture.Deliver(Start.AddMinutes(60));

        var built = await _fixture.BuildAsync(Start.AddHours(2));

        built.Select(digest => digest.Digest.LogFiles.Single().Location).Should().Equal(_fixture.Delivered);
    }

    [Fact]
    public async Task An_incomplete_hour_is_not_built()
    {
        _fixture.Deliver(Start);

        (await _fixture.BuildAsync(Start.AddMinutes(119))).Should().ContainSingle();
        (await _fixture.BuildAsync(Start.AddMinutes(120)))
            .Should()
            .ContainSingle()
            .Which.Digest.Period.End.Should()
            .Be(Start.AddHours(2));
    }

    [Fact]
    public async Task Building_again_writes_nothing()
    {
        _fixture.Deliver(Start);
        await _fixture.BuildAsync(Start.AddHours(3));
        var before = _fixture.Store.Locations.ToList();

        (await _fixture.BuildAsync(Start.AddHours(3))).Should().BeEmpty();
        _fixture.Store.Locations.Should().Equal(before);
    }

    [Fact]
    public async Task A_later_build_continues_the_chain()
    {
        _fixture.Deliver(Start);
        var first = await _fixture.BuildAsync(Start.AddHours(2));
        var next = await _fixture.BuildAsync(Start.AddHours(3));

        next.Should().ContainSingle().Which.Digest.Previous!.Location.Should().Be(first[^1].Location);
    }

    [Fact]
    public async Task Each_region_has_a_separate_chain_and_key()
    {
        _fixture.Deliver(Start);
        _fixture.Deliver(Start.AddHours(1), region: "eu-west-1");

        var built = await _fixture.BuildAsync(Start.AddHours(3), null, "us-east-2", "eu-west-1");

        built
            .Select(digest =>
                (
                    Region: digest.Location.Path.Split('/')[3],
                    digest.Digest.Fingerprint.Hex,
                    Links: digest.Digest.Previous is not null
                )
            )
            .Should()
            .Equal(
                ("eu-west-1", TestKey.OtherRegion.Fingerprint, false),
                ("eu-west-1", TestKey.OtherRegion.Fingerprint, true),
                ("us-east-2", TestKey.First.Fingerprint, false),
                ("us-east-2", TestKey.First.Fingerprint, true),
                ("us-east-2", TestKey.First.Fingerprint, true)
            );
    }

    [Fact]
    public async Task A_chain_that_ends_within_an_hour_continues_from_that_minute()
    {
        var genuine = new TrailSimulator(store: _fixture.Store);
        genuine.Home.Period(TimeSpan.FromMinutes(31), logFiles: 1);
        var early = _fixture.Deliver(Start.AddMinutes(31));
        var late = _fixture.Deliver(Start.AddMinutes(90));
        _fixture.Deliver(Start.AddMinutes(91));

        var built = await _fixture.BuildAsync(Start.AddMinutes(91));

        var digest = built.Should().ContainSingle().Subject.Digest;
        digest.Period.Should().Be(new DigestPeriod(Start.AddMinutes(31), Start.AddMinutes(91)));
        digest.LogFiles.Select(file => file.Location).Should().Equal(early, late);
    }

    [Fact]
    public async Task Built_digests_are_valid()
    {
        for (var i = 0; i < 10; i++)
            _fixture.Deliver(Start.AddMinutes(i * 23));
        await _fixture.BuildAsync(Start.AddHours(4));

        var outcome = await _fixture.VerifyAsync(Start.AddHours(4));

        outcome.ShouldBeValid();
        outcome.Summary.Total.LogFiles.Valid.Should().Be(10);
    }
}
