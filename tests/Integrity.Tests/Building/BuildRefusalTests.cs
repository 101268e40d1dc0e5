using Integrity.Building;
using Integrity.Digests;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building;

/// <summary>The builder vouches with its key, so it builds on nothing that it could not verify, and writes nothing that nobody could.</summary>
public class BuildRefusalTests
{
    private static readonly DateTimeOffset Start = BuilderFixture.Start;

    private readonly BuilderFixture _fixture = new();

    public static TheoryData<string> Tampering =>
        [
            "edited",
            "signature replaced",
            "signature taken away",
            "metadata unknown",
            "replaced by junk",
            "trailing data",
            "moved",
            "unknown key",
        ];

    [Theory]
    [MemberData(nameof(Tampering))]
    public async Task Nothing_is_built_on_a_newest_digest_that_is_not_authentic(string tampering)
    {
        _fixture.Deliver(Start);
        var built = await _fixture.BuildAsync(Start.AddHours(2));
        var head = built[^1].Location;
        Tamper(tampering, built[0].Location, head);

        await IsRefused(Start.AddHours(4), head);
    }

    private void Tamper(string tampering, ObjectLocation older, ObjectLocation head)
    {
        switch (tampering)
        {
            case "edited":
                _fixture.Store.EditInflated(head, body => [.. body, (byte)' ']);
                break;
            case "signature replaced":
                _fixture.Store.EditMetadata(head, _ => new(_fixture.Store.MetadataOf(older)!, StringComparer.Ordinal));
                break;
            case "signature taken away":
                _fixture.Store.EditMetadata(head, _ => []);
                break;
            case "metadata unknown":
                _fixture.Store.EditMetadata(head, _ => null);
                break;
            case "replaced by junk":
                _fixture.Store.Edit(head, _ => "junk"u8.ToArray());
                break;
            case "trailing data":
                _fixture.Store.Edit(head, bytes => [.. bytes, 0]);
                break;
            case "moved":
                _fixture.Store.Copy(older, head);
                break;
            case "unknown key":
                SignAsStranger();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(tampering), tampering, "no such attack");
        }
    }

    [Fact]
    public async Task Junk_that_poses_as_the_newest_digest_stops_the_build()
    {
        _fixture.Deliver(Start);
        await _fixture.BuildAsync(Start.AddHours(2));
        var junk = new TrailSimulator(store: _fixture.Store).Home.LocationAt(Start.AddYears(1));
        _fixture.Store.Put(junk, "junk"u8.ToArray());

        await IsRefused(Start.AddHours(4), junk);
    }

    [Fact]
    public async Task Junk_below_a_folder_of_its_own_does_not_stop_the_build()
    {
        _fixture.Deliver(Start);
        var built = await _fixture.BuildAsync(Start.AddHours(2));
        var junk = new TrailSimulator().Home.LocationAt(Start.AddHours(9));
        _fixture.Store.Put(junk with { Path = built[0].Location.Path + "/" + junk.Path }, "junk"u8.ToArray());

        (await _fixture.BuildAsync(Start.AddHours(3))).Should().ContainSingle();
    }

    [Theory]
    [InlineData("plain text")]
    [InlineData("cut")]
    [InlineData("empty")]
    [InlineData("trailing data")]
    public async Task A_log_file_that_is_not_exactly_one_gzip_file_cannot_be_listed(string form)
    {
        var gzip = GzipBytes.Compress("{\"Records\":[]}"u8);
        var file = _fixture.DeliverBytes(
            Start,
            form switch
            {
                "plain text" => "{\"Records\":[]}"u8.ToArray(),
                "cut" => gzip[..^1],
                "empty" => [],
                _ => [.. gzip, 0],
            }
        );

        await IsRefused(Start.AddHours(1), file);
    }

    [Fact]
    public async Task The_hours_before_a_log_file_that_cannot_be_listed_stay_built()
    {
        _fixture.Deliver(Start);
        _fixture.DeliverBytes(Start.AddHours(1), "junk"u8.ToArray());

        await FluentActions
            .Awaiting(() => _fixture.BuildAsync(Start.AddHours(3)))
            .Should()
            .ThrowAsync<BuildException>();

        (await _fixture.VerifyAsync(Start.AddHours(1))).ShouldBeValid();
    }

    /// <summary>Tells what is the matter and what would mend it, and leaves the store as it was.</summary>
    private async Task IsRefused(DateTimeOffset until, ObjectLocation named)
    {
        var before = _fixture.Store.Locations.ToList();

        var refusal = (
            await FluentActions.Awaiting(() => _fixture.BuildAsync(until)).Should().ThrowAsync<BuildException>()
        ).Which;

        refusal.Message.Should().Contain(named.ToString());
        refusal.Hint.Should().NotBeEmpty();
        _fixture.Store.Locations.Should().Equal(before);
    }

    private void SignAsStranger()
    {
        var home = new TrailSimulator(store: _fixture.Store).Home.Hours(1, logFiles: 0);
        home.AlteredHour(
            draft =>
                (draft.Key, draft["digestPublicKeyFingerprint"]) = (TestKey.Untrusted, TestKey.Untrusted.Fingerprint),
            logFiles: 0
        );
    }
}
