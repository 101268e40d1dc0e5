using Integrity.Digests;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Keys;

public sealed class KeyRingTests
{
    private static readonly DateTimeOffset Noon = new(2025, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_key_is_found_by_the_fingerprint_of_either_encoding()
    {
        var ring = new KeyRing([new TrustedKey(SharedKeys.Second), new TrustedKey(SharedKeys.First)]);

        foreach (var der in new[] { SharedKeys.FirstDer, SharedKeys.FirstSpki })
        {
            var lookup = ring.Find("us-east-2", KeyFingerprint.Of(der), Noon, Noon);
            lookup.Status.Should().Be(KeyLookupStatus.Found);
            lookup.Entry!.Key.Should().BeSameAs(SharedKeys.First);
        }
    }

    [Fact]
    public void An_unlisted_fingerprint_is_unknown() =>
        new KeyRing([new TrustedKey(SharedKeys.First)])
            .Find("us-east-2", SharedKeys.Second.Fingerprint, Noon, Noon)
            .Should()
            .Be(new KeyLookup(KeyLookupStatus.Unknown, null));

    [Fact]
    public void An_empty_key_ring_contains_no_key() =>
        new KeyRing([])
            .Find("us-east-2", SharedKeys.First.Fingerprint, Noon, Noon)
            .Status.Should()
            .Be(KeyLookupStatus.Unknown);

    [Theory]
    [InlineData("us-east-2", "us-east-2", KeyLookupStatus.Found)]
    [InlineData(null, "us-east-2", KeyLookupStatus.Found)]
    [InlineData("eu-west-1", "us-east-2", KeyLookupStatus.Unknown)]
    public void A_key_for_one_region_is_found_for_that_region_only(
        string? trustedFor,
        string region,
        KeyLookupStatus status
    ) =>
        new KeyRing([new TrustedKey(SharedKeys.First, trustedFor)])
            .Find(region, SharedKeys.First.Fingerprint, Noon, Noon)
            .Status.Should()
            .Be(status);

    [Theory]
    [InlineData(0, 0, KeyLookupStatus.Found)]
    [InlineData(-1, 0, KeyLookupStatus.Found)]
    [InlineData(3600, 3601, KeyLookupStatus.Found)]
    [InlineData(-10, 9999, KeyLookupStatus.Found)]
    [InlineData(-2, -1, KeyLookupStatus.OutsideValidity)]
    [InlineData(3601, 3602, KeyLookupStatus.OutsideValidity)]
    public void A_key_is_valid_if_its_validity_overlaps_the_period_including_both_ends(
        int fromSeconds,
        int untilSeconds,
        KeyLookupStatus status
    )
    {
        var entry = new TrustedKey(SharedKeys.First, "us-east-2", Noon, Noon.AddHours(1));

        var lookup = new KeyRing([entry]).Find(
            "us-east-2",
            SharedKeys.First.Fingerprint,
            Noon.AddSeconds(fromSeconds),
            Noon.AddSeconds(untilSeconds)
        );

        lookup.Should().Be(new KeyLookup(status, entry), "the finding reports when the key was valid");
    }

    [Fact]
    public void An_unknown_limit_of_the_validity_does_not_restrict_it()
    {
        var since = new KeyRing([new TrustedKey(SharedKeys.First, null, validFrom: Noon)]);
        var until = new KeyRing([new TrustedKey(SharedKeys.First, null, validUntil: Noon)]);

        since
            .Find("x", SharedKeys.First.Fingerprint, DateTimeOffset.MaxValue, DateTimeOffset.MaxValue)
            .Status.Should()
            .Be(KeyLookupStatus.Found);
        since
            .Find("x", SharedKeys.First.Fingerprint, DateTimeOffset.MinValue, Noon - Second)
            .Status.Should()
            .Be(KeyLookupStatus.OutsideValidity);
        until
            .Find("x", SharedKeys.First.Fingerprint, DateTimeOffset.MinValue, DateTimeOffset.MinValue)
            .Status.Should()
            .Be(KeyLookupStatus.Found);
        until
            .Find("x", SharedKeys.First.Fingerprint, Noon + Second, DateTimeOffset.MaxValue)
            .Status.Should()
            .Be(KeyLookupStatus.OutsideValidity);
    }

    [Fact]
    public void The_same_key_may_be_listed_twice_with_different_times()
    {
        var old = new TrustedKey(SharedKeys.First, null, Noon.AddDays(-9), Noon.AddDays(-8));
        using var spki = PublicKey.FromDer(SharedKeys.FirstSpki);
        var current = new TrustedKey(spki, null, Noon, Noon.AddDays(1));

        new KeyRing([old, current])
            .Find("x", SharedKeys.First.Fingerprint, Noon, Noon)
            .Should()
            .Be(new KeyLookup(KeyLookupStatus.Found, current));
    }

    [Fact]
    public void The_colliding_keys_are_two_keys_with_one_fingerprint()
    {
        using var first = PublicKey.FromDer(CollidingKeys.First);
        using var second = PublicKey.FromDer(CollidingKeys.Second);

        (first.Fingerprint.Hex, second.Fingerprint.Hex)
            .Should()
            .Be((CollidingKeys.Fingerprint, CollidingKeys.Fingerprint));
        first.IsSameKeyAs(second).Should().BeFalse();
    }

    [Theory]
    [InlineData("us-east-2", "us-east-2", KeyLookupStatus.Ambiguous)]
    [InlineData("us-east-2", null, KeyLookupStatus.Ambiguous)]
    [InlineData("us-east-2", "eu-west-1", KeyLookupStatus.Found)]
    public void Two_different_keys_with_one_fingerprint_are_ambiguous(
        string firstRegion,
        string? secondRegion,
        KeyLookupStatus status
    )
    {
        using var first = PublicKey.FromDer(CollidingKeys.First);
        using var second = PublicKey.FromDer(CollidingKeys.Second);
        var ring = new KeyRing([new TrustedKey(first, firstRegion), new TrustedKey(second, secondRegion)]);

        var lookup = ring.Find("us-east-2", first.Fingerprint, Noon, Noon);

        lookup.Status.Should().Be(status);
        if (status == KeyLookupStatus.Ambiguous)
            lookup.Entry.Should().BeNull();
    }

    [Fact]
    public void Two_different_keys_with_one_fingerprint_are_ambiguous_even_if_only_one_is_valid()
    {
        using var first = PublicKey.FromDer(CollidingKeys.First);
        using var second = PublicKey.FromDer(CollidingKeys.Second);
        var ring = new KeyRing([
            new TrustedKey(first, null, Noon, Noon),
            new TrustedKey(second, null, Noon.AddDays(1), Noon.AddDays(2)),
        ]);

        ring.Find("us-east-2", first.Fingerprint, Noon, Noon).Status.Should().Be(KeyLookupStatus.Ambiguous);
    }
}
