using Integrity.Building;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building;

/// <summary>
/// After a key rotation, each digest is signed with the key valid at its end, and older digests stay valid.
/// </summary>
public sealed class KeyRotationTests
{
    private const string Region = "us-east-2";
    private static readonly DateTimeOffset Start = BuilderFixture.Start;

    [Fact]
    public async Task Each_digest_is_signed_with_the_key_valid_at_its_end()
    {
        var fixture = NewFixture(
            new TrustedKey(TestKey.First.Public, Region, null, Start.AddHours(26)),
            new TrustedKey(TestKey.Second.Public, Region, Start.AddHours(2), null)
        );

        var fingerprints = await FingerprintsAsync(fixture, Start.AddHours(4));

        fingerprints
            .Should()
            .Equal(
                TestKey.First.Fingerprint,
                TestKey.Second.Fingerprint,
                TestKey.Second.Fingerprint,
                TestKey.Second.Fingerprint
            );
        (await fixture.VerifyAsync(Start.AddHours(4))).ShouldBeValid();
    }

    [Fact]
    public async Task Hours_built_after_a_rotation_are_signed_with_the_old_key_if_they_ended_before_it()
    {
        var fixture = NewFixture(
            new TrustedKey(TestKey.First.Public, Region, Start, Start.AddHours(3)),
            new TrustedKey(TestKey.Second.Public, Region, Start.AddHours(3), null)
        );

        var fingerprints = await FingerprintsAsync(fixture, Start.AddHours(9));

        fingerprints.Take(2).Should().OnlyContain(fingerprint => fingerprint == TestKey.First.Fingerprint);
        fingerprints.Skip(2).Should().OnlyContain(fingerprint => fingerprint == TestKey.Second.Fingerprint);
        (await fixture.VerifyAsync(Start.AddHours(9))).ShouldBeValid();
    }

    [Fact]
    public async Task The_build_stops_when_no_key_is_valid_and_earlier_digests_are_kept()
    {
        var fixture = NewFixture(new TrustedKey(TestKey.First.Public, Region, null, Start.AddHours(2)));

        var refusal = (
            await FluentActions
                .Awaiting(() => FingerprintsAsync(fixture, Start.AddHours(4)))
                .Should()
                .ThrowAsync<BuildException>()
        ).Which;

        refusal
            .Message.Should()
            .Be("no private key for us-east-2 is valid at 2025-05-04T13:00:00Z, the end of the digest");
        refusal.Hint.Words().Should().NotBeEmpty();
        (await fixture.VerifyAsync(Start.AddHours(2))).ShouldBeValid();
    }

    [Fact]
    public async Task A_key_of_another_region_does_not_sign()
    {
        var fixture = NewFixture(new TrustedKey(TestKey.First.Public, "eu-west-1"));

        await FluentActions
            .Awaiting(() => FingerprintsAsync(fixture, Start.AddHours(1)))
            .Should()
            .ThrowAsync<BuildException>();
    }

    [Fact]
    public async Task Two_keys_valid_since_the_same_time_stop_the_build()
    {
        var fixture = NewFixture(
            new TrustedKey(TestKey.First.Public, Region, Start),
            new TrustedKey(TestKey.Second.Public, Region, Start)
        );

        (
            await FluentActions
                .Awaiting(() => FingerprintsAsync(fixture, Start.AddHours(1)))
                .Should()
                .ThrowAsync<KeyFileException>()
        ).WithMessage("*2 keys valid at 2025-05-04T11:00:00Z became valid at the same time*");
    }

    [Fact]
    public async Task A_key_listed_twice_is_one_key()
    {
        var fixture = NewFixture(
            new TrustedKey(TestKey.First.Public, Region, Start),
            new TrustedKey(TestKey.First.Public, null, Start)
        );

        (await FingerprintsAsync(fixture, Start.AddHours(1))).Should().Equal(TestKey.First.Fingerprint);
    }

    [Fact]
    public async Task A_key_added_while_a_service_runs_is_used_from_then_on()
    {
        var first = new TrustedKey(TestKey.First.Public, Region);
        var ring = new KeyRing([first]);
        var signers = new KeyRingSigners(() => ring, [TestKey.First.Signer(), TestKey.Second.Signer()]);

        var before = await signers.GetAsync(Region, Start, default);
        ring = new KeyRing([first, new TrustedKey(TestKey.Second.Public, Region, Start)]);
        var after = await signers.GetAsync(Region, Start, default);

        before!.PublicKey.Fingerprint.Hex.Should().Be(TestKey.First.Fingerprint);
        after!.PublicKey.Fingerprint.Hex.Should().Be(TestKey.Second.Fingerprint);
    }

    private static BuilderFixture NewFixture(params TrustedKey[] keys)
    {
        var fixture = new BuilderFixture { Keys = new KeyRing(keys) };
        fixture.Deliver(Start);
        return fixture;
    }

    private static async Task<IReadOnlyList<string>> FingerprintsAsync(BuilderFixture fixture, DateTimeOffset until) =>
        [.. (await fixture.BuildAsync(until)).Select(built => built.Digest.Fingerprint.Hex)];
}
