using System.Globalization;
using Integrity.Building;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Verification;

namespace Integrity.Tests.Support;

/// <summary>
/// Delivers log files to an in-memory bucket and builds their digests with the library's own builder.
/// </summary>
internal sealed class BuilderFixture
{
    public static readonly DateTimeOffset Start = TrailSimulator.Start;

    private int _files;

    public MemoryStore Store { get; } = new();

    public Trail Trail { get; } = Trail.Parse("arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail");

    public KeyRing Keys { get; init; } =
        new([
            new TrustedKey(TestKey.First.Public, "us-east-2"),
            new TrustedKey(TestKey.OtherRegion.Public, "eu-west-1"),
        ]);

    /// <summary>The organization that owns the accounts, or <c>null</c>.</summary>
    public string? OrganizationId { get; init; }

    public List<ObjectLocation> Delivered { get; } = [];

    public ObjectLocation Deliver(
        DateTimeOffset at,
        string content = "{\"Records\":[]}",
        string region = "us-east-2",
        string account = "111122223333"
    ) => DeliverBytes(at, GzipBytes.Compress(System.Text.Encoding.UTF8.GetBytes(content)), region, account);

    public ObjectLocation DeliverBytes(
        DateTimeOffset at,
        byte[] bytes,
        string region = "us-east-2",
        string account = "111122223333"
    )
    {
        var unique = (++_files).ToString("x", CultureInfo.InvariantCulture).PadLeft(16, 'z');
        var time = at.UtcDateTime;
        var folder = string.Create(
            CultureInfo.InvariantCulture,
            $"AWSLogs/{(OrganizationId is null ? "" : OrganizationId + "/")}{account}/CloudTrail/{region}/"
                + $"{time:yyyy'/'MM'/'dd}/"
        );
        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"{folder}{account}_CloudTrail_{region}_{time:yyyyMMdd'T'HHmm'Z'}_{unique}.json.gz"
        );
        var location = new ObjectLocation(TrailSimulator.Bucket, path);
        Store.Put(location, bytes, new Dictionary<string, string>(StringComparer.Ordinal));
        Delivered.Add(location);
        return location;
    }

    public BuildRequest Request(DateTimeOffset until, params string[] regions) =>
        new()
        {
            Trail = Trail,
            Location = new TrailLocation(TrailSimulator.Bucket, ""),
            OrganizationId = OrganizationId,
            Regions = regions.Length == 0 ? ["us-east-2"] : regions,
            Signers = new KeyRingSigners(
                Keys,
                [TestKey.First.Signer(), TestKey.OtherRegion.Signer(), TestKey.Second.Signer()]
            ),
            Keys = Keys,
            Until = until,
        };

    /// <summary>Builds all complete hours and returns the digests that were written.</summary>
    public async Task<IReadOnlyList<BuiltDigest>> BuildAsync(
        DateTimeOffset until,
        IObjectWriter? writer = null,
        params string[] regions
    )
    {
        return await BuildAsync(
            new DigestBuilder(Store, writer ?? Store, new FixedClock(until)),
            Request(until, regions)
        );
    }

    /// <summary>Runs a build request and returns the digests that were written.</summary>
    public static async Task<IReadOnlyList<BuiltDigest>> BuildAsync(DigestBuilder builder, BuildRequest request)
    {
        var built = new List<BuiltDigest>();
        await foreach (var digest in builder.BuildAsync(request))
            built.Add(digest);
        return built;
    }

    public Task<Outcome> VerifyAsync(DateTimeOffset until, DateTimeOffset? from = null) =>
        Outcome.OfAsync(
            Store,
            Keys,
            new VerificationRequest
            {
                Trail = Trail,
                Places = [new TrailLocation(TrailSimulator.Bucket, "")],
                Start = from ?? Start,
                End = until,
            },
            until.AddDays(1)
        );

    /// <summary>
    /// Checks that both chains are valid and unforked and that they list each delivered log file exactly once.
    /// </summary>
    public async Task ShouldListEachLogFileOnceAsync(
        DateTimeOffset until,
        DateTimeOffset? from = null,
        bool isCovered = true
    )
    {
        var outcome = await VerifyAsync(until, from);
        if (isCovered)
            outcome.ShouldBeValid();
        var digests = outcome.Results.OfType<DigestResult>().ToList();
        digests.Should().OnlyContain(digest => digest.Findings.Count == 0);
        foreach (var chain in digests.GroupBy(digest => digest.IsBackfill))
            chain.Count(digest => digest.Verified!.Previous is null).Should().Be(1, "a chain has one starting digest");
        Store
            .Locations.Count(location => DigestPath.TryParse(location.Path, out _))
            .Should()
            .Be(digests.Count, "every digest belongs to a chain");
        outcome
            .Results.OfType<LogFileResult>()
            .Select(result => result.Entry.Location)
            .Should()
            .BeEquivalentTo(Delivered);
    }
}
