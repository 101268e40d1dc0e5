using System.Runtime.CompilerServices;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Verification;

/// <summary>How the chains of a trail are found, and how many listings that costs.</summary>
public class DiscoveryTests
{
    private const string Organization = "o-exampleorg";

    private readonly MemoryStore _store = new();
    private readonly TrailSimulator _trail;

    public DiscoveryTests()
    {
        _trail = new TrailSimulator(organization: Organization, store: _store);
        _trail.Home.Hours(4);
    }

    [Fact]
    public async Task Results_are_in_the_order_of_accounts_and_regions_whatever_is_found_first()
    {
        foreach (var account in new[] { "444455556666", "123456789012", "777788889999" })
        {
            var member = Member(account);
            member.In("eu-west-1").Hours(4);
            member.In("ap-south-1").Hours(4);
        }

        var outcome = await _trail.VerifyAsync(change: null, keys: AllKeys());

        outcome
            .Results.Select(result => $"{result.Chain.AccountId} {result.Chain.Region}")
            .Distinct(StringComparer.Ordinal)
            .Should()
            .Equal(
                "111122223333 us-east-2",
                "123456789012 ap-south-1",
                "123456789012 eu-west-1",
                "123456789012 us-east-2",
                "444455556666 ap-south-1",
                "444455556666 eu-west-1",
                "444455556666 us-east-2",
                "777788889999 ap-south-1",
                "777788889999 eu-west-1",
                "777788889999 us-east-2"
            );
    }

    [Fact]
    public async Task Each_account_that_denies_its_listing_is_reported_and_the_others_are_verified()
    {
        foreach (var account in new[] { "444455556666", "123456789012", "777788889999" })
            Member(account).Home.Hours(4);
        _store.FailListing($"AWSLogs/{Organization}/123456789012/");
        _store.FailListing($"AWSLogs/{Organization}/777788889999/");

        var outcome = await _trail.VerifyAsync();

        outcome.Verdict.Should().Be(Verdict.Incomplete);
        outcome
            .Results.Where(result => result.Findings.Any(finding => finding.Code == FindingCode.ListingUnreadable))
            .Select(result => result.Chain.AccountId)
            .Should()
            .Equal("123456789012", "777788889999");
        outcome.Summary.Total.LogFiles.Valid.Should().Be(16, "those of the two other accounts are valid");
    }

    [Fact]
    public async Task A_region_with_years_of_another_trails_digests_costs_few_listings()
    {
        var other = Chain("another-trail");
        for (var hour = 0; hour < 20_000; hour++)
            Put(other, TrailSimulator.Start.AddHours(-hour));
        var store = new ListingCounter(_store);

        var found = await FindsAsync(store, _trail.Request);

        found.Should().BeFalse();
        store.Listings.Should().BeLessThan(30);
        store.Listed.Should().BeLessThan(100);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(100, 100)]
    [InlineData(1500, 1500)]
    public async Task A_chain_that_ended_before_the_range_is_found_if_it_lasted_as_long_as_it_is_gone(
        int daysGone,
        int daysLasted
    )
    {
        for (var day = 0; day <= daysLasted; day++)
            Put(Chain(_trail.Name), TrailSimulator.Start.AddDays(-daysGone - day));

        (await FindsAsync(_store, _trail.Request)).Should().BeTrue();
    }

    [Fact]
    public async Task A_chain_that_started_after_the_range_is_found()
    {
        for (var day = 10; day <= 20; day++)
            Put(Chain(_trail.Name), TrailSimulator.Start.AddDays(day));

        (await FindsAsync(_store, _trail.Request)).Should().BeTrue();
    }

    [Fact]
    public async Task Objects_with_similar_names_do_not_hide_a_chain()
    {
        var day = TrailSimulator.Start.AddDays(-1);
        var genuine = PathOf(Chain(_trail.Name), day);
        for (var i = 0; i < 3_000; i++)
            _store.Put(Location(genuine.Replace(".json.gz", $"!{i:0000}", StringComparison.Ordinal)), []);
        foreach (var planted in new[] { "", "T", "_us-east-2_20250503T0" })
            Put(Chain(_trail.Name + planted), day);

        (await FindsAsync(_store, _trail.Request)).Should().BeTrue();
    }

    private TrailSimulator Member(string account) => new(account: account, organization: Organization, store: _store);

    private static KeyRing AllKeys()
    {
        var trail = new TrailSimulator();
        foreach (var region in new[] { "us-east-2", "eu-west-1", "ap-south-1" })
            trail.In(region).Hours(1);
        return trail.Keys;
    }

    private static ChainId Chain(string trail) => new(trail, "us-east-2", "111122223333", "eu-west-1");

    private void Put(ChainId chain, DateTimeOffset end) => _store.Put(Location(PathOf(chain, end)), []);

    private static string PathOf(ChainId chain, DateTimeOffset end) =>
        new DigestPath
        {
            Prefix = "",
            OrganizationId = Organization,
            Chain = chain,
            End = end,
        }.ToString();

    private static ObjectLocation Location(string path) => new(TrailSimulator.Bucket, path);

    private static Task<bool> FindsAsync(IObjectReader store, VerificationRequest request)
    {
        var now = TrailSimulator.Start.AddDays(30);
        var chain = Chain(request.Trail.Name);
        var folder = Location($"AWSLogs/{Organization}/{chain.AccountId}/CloudTrail-Digest/{chain.Region}/");
        return new DigestSearch(store, ChainRange.Of(request, null, now), now).FindsAsync(
            folder,
            chain,
            CancellationToken.None
        );
    }

    private sealed class ListingCounter(MemoryStore inner) : IObjectReader
    {
        public int Listings { get; private set; }

        public int Listed { get; private set; }

        public ValueTask<StoredObject?> OpenAsync(
            ObjectLocation location,
            CancellationToken cancellationToken = default
        ) => inner.OpenAsync(location, cancellationToken);

        public async IAsyncEnumerable<string> ListAsync(
            string bucket,
            string prefix,
            string? startAfter,
            [EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            Listings++;
            await foreach (var path in inner.ListAsync(bucket, prefix, startAfter, cancellationToken))
            {
                Listed++;
                yield return path;
            }
        }

        public IAsyncEnumerable<string> ListFoldersAsync(
            string bucket,
            string prefix,
            CancellationToken cancellationToken = default
        ) => inner.ListFoldersAsync(bucket, prefix, cancellationToken);
    }
}
