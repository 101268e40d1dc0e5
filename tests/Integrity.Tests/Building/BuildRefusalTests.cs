using Integrity.Building;
using Integrity.Digests;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building;

/// <summary>
/// The builder never extends a digest that it cannot verify, and never writes a digest that nobody could verify.
/// </summary>
public class BuildRefusalTests
{
    private static readonly DateTimeOffset Start = BuilderFixture.Start;

    private readonly BuilderFixture _fixture = new();

    public static TheoryData<string> Tampering =>
        [
            "edited",
            "signature replaced",
            "signature removed",
            "metadata unknown",
            "replaced by junk",
            "trailing data",
            "moved",
            "unknown key",
        ];

    [Theory]
    [MemberData(nameof(Tampering))]
    public async Task A_newest_digest_that_is_not_authentic_is_never_extended(string tampering)
    {
        _fixture.Deliver(Start);
        var built = await _fixture.BuildAsync(Start.AddHours(2));
        var head = built[^1].Location;
        Tamper(tampering, built[0].Location, head);

        await ShouldBeRejectedAsync(Start.AddHours(4), head);
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
            case "signature removed":
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
                SignWithUntrustedKey();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(tampering), tampering, "unknown attack");
        }
    }

    [Fact]
    public async Task Junk_named_like_the_newest_digest_stops_the_build()
    {
        _fixture.Deliver(Start);
        await _fixture.BuildAsync(Start.AddHours(2));
        var junk = new TrailSimulator(store: _fixture.Store).Home.LocationAt(Start.AddYears(1));
        _fixture.Store.Put(junk, "junk"u8.ToArray());

        await ShouldBeRejectedAsync(Start.AddHours(4), junk);
    }

    [Fact]
    public async Task Junk_in_a_subfolder_does_not_stop_the_build()
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
    public async Task A_log_file_that_is_not_exactly_one_gzip_member_cannot_be_listed(string form)
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

        await ShouldBeRejectedAsync(Start.AddHours(1), file);
    }

    [Fact]
    public async Task Hours_before_a_log_file_that_cannot_be_listed_are_built()
    {
        _fixture.Deliver(Start);
        _fixture.DeliverBytes(Start.AddHours(1), "junk"u8.ToArray());

        await FluentActions
            .Awaiting(() => _fixture.BuildAsync(Start.AddHours(3)))
            .Should()
            .ThrowAsync<BuildException>();

        (await _fixture.VerifyAsync(Start.AddHours(1))).ShouldBeValid();
    }

    /// <summary>Expects an error that names the object and gives a hint, and an unchanged store.</summary>
    private async Task ShouldBeRejectedAsync(DateTimeOffset until, ObjectLocation named)
    {
        var before = _fixture.Store.Locations.ToList();

        var refusal = (
            await FluentActions.Awaiting(() => _fixture.BuildAsync(until)).Should().ThrowAsync<BuildException>()
        ).Which;

        refusal.Message.Should().Contain(named.ToString());
        refusal.Hint.Words().Should().NotBeEmpty();
        _fixture.Store.Locations.Should().Equal(before);
    }

    private void SignWithUntrustedKey()
    {
        var home = new TrailSimulator(store: _fixture.Store).Home.Hours(1, logFiles: 0);
        home.AlteredHour(
            draft =>
                (draft.Key, draft["digestPublicKeyFingerprint"]) = (TestKey.Untrusted, TestKey.Untrusted.Fingerprint),
            logFiles: 0
        );
    }
}
