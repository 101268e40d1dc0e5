using Integrity.BouncyCastle;
using Integrity.Bundles;
using Integrity.Checkpoints;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Cli.Stores;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Tests.QueryResults;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;
using Integrity.Verification;

namespace Integrity.Tests.BouncyCastle;

/// <summary>Every kind of signature, with a second implementation that says the contrary of the platform's: it could not be checked, it is said loudly, and nothing behind it is believed.</summary>
public sealed class DisputedSignatureTests : IDisposable
{
    private const string Loudly = "the implementations of RSA DISAGREE on its signature*";

    private static readonly ISignatureCheck Disputing = new AgreeingSignatureChecks(
        PlatformSignatureCheck.Instance,
        new Contrary()
    );
    private static readonly ISignatureCheck Both = new AgreeingSignatureChecks(
        PlatformSignatureCheck.Instance,
        BouncyCastleSignatureCheck.Instance
    );

    private readonly TempDirectory _folder = new();

    public static TheoryData<string> Makers => ["genuine", "stranger"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Of_a_digest()
    {
        var trail = TrailSimulator.OfHours(3);

        var outcome = await trail.VerifyAsync(keys: new CheckedKeys(trail.Keys, Disputing));

        outcome.Verdict.Should().Be(Verdict.Incomplete);
        outcome
            .Results.OfType<DigestResult>()
            .Should()
            .NotBeEmpty()
            .And.OnlyContain(result => result.Findings.Any(finding => finding.Code == FindingCode.SignatureDisputed));
        outcome.Results.OfType<LogFileResult>().Should().BeEmpty("nothing is opened on its word");
    }

    [Fact]
    public async Task Of_a_backfill_digest()
    {
        var trail = TrailSimulator.OfHours(3);
        trail.Home.Backfill(TrailSimulator.Start);

        var outcome = await trail.VerifyAsync(keys: new CheckedKeys(trail.Keys, Disputing));

        outcome
            .Results.OfType<DigestResult>()
            .Should()
            .ContainSingle(result => result.IsBackfill)
            .Which.Findings.Should()
            .ContainSingle()
            .Which.Code.Should()
            .Be(FindingCode.SignatureDisputed);
    }

    [Fact]
    public async Task Of_query_results()
    {
        var query = new SavedQuery();

        var results = await SavedQuery.VerifyAsync(query.Store, new CheckedKeys(query.Keys, Disputing), query.Request);

        results
            .Should()
            .ContainSingle("no result file is read on its word")
            .Which.Findings.Should()
            .ContainSingle()
            .Which.Code.Should()
            .Be(FindingCode.SignatureDisputed);
        SavedQuery.VerdictOf(results).Should().Be(Verdict.Incomplete);
    }

    [Fact]
    public async Task In_a_proof()
    {
        var fixture = new ProofFixture();

        var result = await fixture.CheckAsync(
            await fixture.ProveAsync(),
            keys: new CheckedKeys(fixture.Trail.Keys, Disputing)
        );

        result.Verdict.Should().Be(Verdict.Incomplete);
        result
            .Steps.SelectMany(step => step.Findings)
            .Should()
            .Contain(finding => finding.Code == FindingCode.SignatureDisputed);
        result.Listing.Should().BeNull("nothing is proved");
    }

    [Theory]
    [MemberData(nameof(Makers))]
    public async Task Of_a_checkpoint(string maker)
    {
        var content = await CheckpointAsync(maker);

        var read = () => SignedCheckpoint.Read(content, TestKey.First.Public, Disputing);

        read.Should().Throw<StoreException>().WithMessage(Loudly);
    }

    [Theory]
    [MemberData(nameof(Makers))]
    public async Task Of_the_checkpoint_of_a_run(string maker)
    {
        var path = _folder.Write("checkpoint.json", await CheckpointAsync(maker));
        using var kept = new KeptCheckpoint(path, new CheckpointInFile(path), TestKey.First.Signer(), Disputing);

        var read = () => kept.ReadExistingAsync(default);

        (await read.Should().ThrowAsync<StoreException>("exit code 3"))
            .WithMessage($"--checkpoint: {path}: COULD NOT CHECK: {Loudly}")
            .Which.Hint.Should()
            .Contain("openssl");
    }

    [Theory]
    [MemberData(nameof(Makers))]
    public async Task Of_a_bundle(string maker)
    {
        using var bundle = Bundle.Open(await BundleAsync(maker));

        var check = () => bundle.CheckAsync(TestKey.First.Public, Disputing, 1, default);

        await check.Should().ThrowAsync<StoreException>().WithMessage(Loudly);
        bundle.Invoking(b => b.LoadKeys()).Should().Throw<InvalidOperationException>("its keys are not trusted");
    }

    [Theory]
    [MemberData(nameof(Makers))]
    public async Task Of_the_bundle_of_a_run(string maker)
    {
        var (path, key, vector) = (
            await BundleAsync(maker),
            _folder.Write("maker.der", TestKey.First.Der),
            new Vector("valid")
        );

        var open = () =>
            BundledEvidence.OpenAsync(
                path,
                vector.Trail,
                new TrustOptions(vector.PublicKeys, key, Disputing),
                new LocationFilter(null, null),
                new Terminal(TextWriter.Null, TextWriter.Null, TimeProvider.System),
                default
            );

        (await open.Should().ThrowAsync<StoreException>("exit code 3"))
            .WithMessage($"{path}: COULD NOT CHECK: {Loudly}")
            .Which.Hint.Should()
            .Contain("openssl");
    }

    [Fact]
    public async Task Where_both_agree_a_checkpoint_is_read_and_a_bundle_is_what_was_signed()
    {
        SignedCheckpoint
            .Read(await CheckpointAsync("genuine"), TestKey.First.Public, Both)
            .Entries.Should()
            .NotBeEmpty();
        using var bundle = Bundle.Open(await BundleAsync("genuine"));

        (await bundle.CheckAsync(TestKey.First.Public, Both, 1, default)).Should().BeEmpty();
    }

    [Fact]
    public async Task Where_both_agree_what_a_stranger_signed_is_refused()
    {
        var content = await CheckpointAsync("stranger");
        FluentActions
            .Invoking(() => SignedCheckpoint.Read(content, TestKey.First.Public, Both))
            .Should()
            .Throw<FormatException>();
        using var bundle = Bundle.Open(await BundleAsync("stranger"));

        (await bundle.CheckAsync(TestKey.First.Public, Both, 1, default))
            .Should()
            .Equal("its manifest is not signed with this key, or was changed since");
    }

    /// <summary>A checkpoint in the name of the first key; that of a stranger is right to the contrary one only.</summary>
    private static async Task<byte[]> CheckpointAsync(string maker)
    {
        var signed = await SignedCheckpoint.WriteAsync(
            TrailSimulator.OfHours(2).CheckpointAfter(2),
            KeyOf(maker).Signer(),
            default
        );
        return System.Text.Encoding.UTF8.GetBytes(
            System
                .Text.Encoding.UTF8.GetString(signed)
                .Replace(KeyOf(maker).Fingerprint, TestKey.First.Fingerprint, StringComparison.Ordinal)
        );
    }

    private async Task<string> BundleAsync(string maker)
    {
        var contents = await BundleContents.FindAsync(new Vector("valid").Buckets, holdsBuckets: false, [], default);
        await using var file = File.Create(_folder.PathTo("bundle.tar"));
        await BundleWriter.WriteAsync(contents, KeyOf(maker).Signer(), file, default);
        return file.Name;
    }

    private static TestKey KeyOf(string maker) => maker == "genuine" ? TestKey.First : TestKey.Untrusted;

    /// <summary>A faulty RSA: it takes what is wrong, and nothing else.</summary>
    private sealed class Contrary : ISignatureCheck
    {
        public SignatureAnswer Check(PublicKey key, ReadOnlySpan<byte> data, Signature signature) =>
            PlatformSignatureCheck.Instance.Check(key, data, signature) == SignatureAnswer.Right
                ? SignatureAnswer.Wrong
                : SignatureAnswer.Right;
    }
}
