using Integrity.Checkpoints;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Verification;

namespace Integrity.Tests.Support;

/// <summary>
/// A trail that delivers to a <see cref="MemoryStore"/>. It is written from the format's description, without the
/// library's own builder, so that a mistake in one does not excuse the same mistake in the other. Attackers with write
/// access to the bucket use <see cref="Store"/>. Holders of the signing key use the drafts of a <see
/// cref="SimulatedChain"/>.
/// </summary>
internal sealed class TrailSimulator(
    string name = "example-trail",
    string account = "111122223333",
    string prefix = "",
    string? organization = null,
    MemoryStore? store = null
)
{
    public const string Bucket = "amzn-s3-demo-bucket";
    public const string HomeRegion = "us-east-2";

    /// <summary>The start of every chain.</summary>
    public static readonly DateTimeOffset Start = new(2025, 5, 4, 10, 0, 0, TimeSpan.Zero);

    private readonly SortedDictionary<string, SimulatedChain> _chains = new(StringComparer.Ordinal);
    private readonly List<TrailLocation> _places = [new TrailLocation(Bucket, prefix)];

    public string Name => name;

    public string Account => account;

    public string Prefix => prefix;

    public string? Organization => organization;

    public MemoryStore Store { get; } = store ?? new MemoryStore();

    public Trail Trail { get; } = Trail.Parse($"arn:aws:cloudtrail:{HomeRegion}:{account}:trail/{name}");

    /// <summary>The chain of the home region.</summary>
    public SimulatedChain Home => In(HomeRegion);

    /// <summary>The digests of the home region, oldest first.</summary>
    public IReadOnlyList<SimulatedDigest> Digests => Home.Digests;

    public IEnumerable<SimulatedChain> Chains => _chains.Values;

    /// <summary>The time up to which it has delivered.</summary>
    public DateTimeOffset End => _chains.Values.Max(chain => chain.Now);

    public KeyRing Keys =>
        new(
            _chains.Values.SelectMany(chain =>
                chain.Keys.Select(entry => new TrustedKey(entry.Key.Public, chain.Region, entry.From, entry.Until))
            )
        );

    /// <summary>Verifies everything that was delivered.</summary>
    public VerificationRequest Request =>
        new()
        {
            Trail = Trail,
            Places = _places,
            Start = Start,
            End = End,
        };

    /// <summary>Creates a trail that has delivered this many hours to its home region.</summary>
    public static TrailSimulator OfHours(int hours, int logFiles = 2)
    {
        var trail = new TrailSimulator();
        trail.Home.Hours(hours, logFiles);
        return trail;
    }

    /// <summary>The checkpoint of a run that saw this many digests of the home region.</summary>
    public Checkpoint CheckpointAfter(int hours)
    {
        var digest = Digests[hours - 1];
        Signature.TryParse(digest.Signature, out var signature).Should().BeTrue();
        return new Checkpoint(
            Trail,
            [
                new CheckpointEntry(
                    ChainId.Of(Trail, HomeRegion),
                    digest.Period,
                    new PreviousDigest(digest.Location, Sha256Hash.Of(digest.Body), "SHA-256", signature!)
                ),
            ]
        );
    }

    public SimulatedChain In(string region)
    {
        if (!_chains.TryGetValue(region, out var chain))
            _chains.Add(
                region,
                chain = new SimulatedChain(this, region, region == HomeRegion ? TestKey.First : TestKey.OtherRegion)
            );
        return chain;
    }

    /// <summary>Adds another location that the trail delivers to.</summary>
    public TrailSimulator AddLocation(string bucket, string prefix = "")
    {
        _places.Add(new TrailLocation(bucket, prefix));
        return this;
    }

    /// <summary>Verifies and checks the properties that hold for every bucket (see <see cref="Invariants"/>).</summary>
    /// <param name="change">Changes the request.</param>
    /// <param name="now">The current time (default: three days after the last delivery).</param>
    /// <param name="keys">The trusted keys (default: those of the trail).</param>
    public Task<Outcome> VerifyAsync(
        Func<VerificationRequest, VerificationRequest>? change = null,
        DateTimeOffset? now = null,
        IKeySource? keys = null
    ) => Outcome.OfAsync(Store, keys ?? Keys, change is null ? Request : change(Request), now ?? End.AddDays(3));
}
