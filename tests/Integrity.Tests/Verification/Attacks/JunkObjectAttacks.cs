using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>
/// Objects added by someone with write access to the bucket, to mislead the walk, hide other objects or exhaust it.
/// </summary>
public class JunkObjectAttacks
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    private readonly TrailSimulator _trail = TrailSimulator.OfHours(4);

    [Fact]
    public async Task Junk_in_place_of_the_newest_digest_is_invalid_and_hides_no_older_digest()
    {
        var junk = PutJunk(_trail.End.AddMinutes(30));

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeInvalid(new Expected(FindingCode.DigestFormat, junk));
        outcome.ShouldConfirm(_trail.Digests.SelectMany(digest => digest.LogFiles));
    }

    [Fact]
    public async Task Junk_far_in_the_future_is_not_read()
    {
        PutJunk(_trail.End.AddYears(100));

        (await _trail.VerifyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task Junk_between_linked_digests_is_skipped_and_reported()
    {
        var junk = PutJunk(_trail.Digests[2].End.AddMinutes(-17));

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.DigestOffChain, junk));
    }

    [Fact]
    public async Task Junk_within_the_oldest_period_is_reported()
    {
        var junk = PutJunk(_trail.Digests[1].Start.AddMinutes(10));

        (
            await _trail.VerifyAsync(request => request with { Start = _trail.Digests[1].Start.AddMinutes(5) })
        ).ShouldBeInvalid(new Expected(FindingCode.DigestOffChain, junk));
    }

    [Fact]
    public async Task A_copy_of_the_whole_bucket_below_another_prefix_is_no_forgery()
    {
        _trail.AddLocation("amzn-s3-demo-replica");
        foreach (var location in _trail.Store.Locations)
            _trail.Store.Copy(location, location with { Bucket = "amzn-s3-demo-replica" });

        (await _trail.VerifyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task Junk_around_a_deleted_digest_does_not_hide_the_deletion()
    {
        var gone = _trail.Digests[2];
        _trail.Store.Delete(gone.Location);
        var junk = PutJunk(gone.End.AddMinutes(-1));

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeInvalid(
            new Expected(FindingCode.DigestMissing, gone.Location),
            new Expected(FindingCode.DigestFormat, junk)
        );
    }

    [Fact]
    public async Task Junk_at_every_minute_does_not_make_a_deleted_trail_valid()
    {
        _trail.Store.Delete(_trail.Digests.Select(digest => digest.Location));
        var junk = Enumerable.Range(1, 240).Select(minute => PutJunk(TrailSimulator.Start.AddMinutes(minute))).ToList();

        (await _trail.VerifyAsync()).ShouldBeInvalid([
            .. junk.Select(location => new Expected(FindingCode.DigestFormat, location)),
        ]);
    }

    [Fact]
    public async Task More_digest_objects_than_the_limit_are_reported_and_not_kept()
    {
        for (var second = 1; second <= 2000; second++)
            PutJunk(TrailSimulator.Start.AddSeconds(second));

        var outcome = await _trail.VerifyAsync(request =>
            request with
            {
                Limits = new VerificationLimits { MaxListedDigests = 50 },
            }
        );

        outcome.Verdict.Should().Be(Verdict.Invalid);
        outcome.Findings.Should().Contain(finding => finding.Code == FindingCode.ListingTooLarge);
        outcome.Results.OfType<DigestResult>().Should().HaveCountLessThan(60);
    }

    [Fact]
    public async Task A_limit_that_excludes_genuine_digests_is_never_valid()
    {
        var outcome = await _trail.VerifyAsync(request =>
            request with
            {
                Limits = new VerificationLimits { MaxListedDigests = 2 },
            }
        );

        outcome.Verdict.Should().Be(Verdict.Incomplete);
        outcome.Findings.Should().Contain(finding => finding.Code == FindingCode.ListingTooLarge);
    }

    [Fact]
    public async Task Of_thousands_of_unexpected_objects_a_thousand_are_named_and_the_rest_is_counted()
    {
        var folder = _trail.Digests[0].Location.Path[..^10];
        for (var i = 0; i < 5000; i++)
            _trail.Store.Put(new ObjectLocation(TrailSimulator.Bucket, $"{folder}{i}"), [], NoMetadata);

        var outcome = await _trail.VerifyAsync();

        outcome.Verdict.Should().Be(Verdict.Incomplete);
        outcome
            .Findings.Should()
            .HaveCount(1000)
            .And.OnlyContain(finding => finding.Code == FindingCode.ObjectUnexpected);
        outcome.Results.OfType<UnlistedResult>().Last().Findings[0].Message.Should().Contain("4000 more");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("..")]
    [InlineData("\u001b[2J\u001b[1;1H")]
    [InlineData("\r\nDigest file\ts3://x\tvalid\r\n")]
    [InlineData("\u202e")]
    public async Task A_digest_path_repeated_in_another_folder_does_not_precede_the_genuine_digest(string folder)
    {
        var genuine = _trail.Digests[3];
        var path = genuine.Location.Path;
        var junk = genuine.Location with { Path = $"{path[..path.LastIndexOf('/')]}/{folder}/{path}" };
        _trail.Store.Put(junk, "junk"u8.ToArray(), NoMetadata);

        (await _trail.VerifyAsync()).ShouldBeIncomplete(new Expected(FindingCode.ObjectUnexpected, junk));

        _trail.Store.Delete(genuine.LogFiles[0].Location);
        (await _trail.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.ObjectUnexpected, junk),
            new Expected(FindingCode.LogFileMissing, genuine.LogFiles[0].Location)
        );
    }

    private ObjectLocation PutJunk(DateTimeOffset end)
    {
        var location = _trail.Home.LocationAt(end);
        _trail.Store.Put(location, "junk"u8.ToArray(), NoMetadata);
        return location;
    }
}
