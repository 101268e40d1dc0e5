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

/// <summary>
/// Every kind of signature, checked with a second implementation that always contradicts the platform's. The result is
/// COULD NOT CHECK with a prominent error, and nothing that depends on the signature is trusted.
/// </summary>
public sealed class DisputedSignatureTests : IDisposable
{
    private const string Disagreement = "two RSA implementations DISAGREE on its signature*";

    private static readonly ISignatureCheck Disputing = new DualSignatureCheck(
        PlatformSignatureCheck.Instance,
        new InvertedCheck()
    );
    private static readonly ISignatureCheck Both = new DualSignatureCheck(
        PlatformSignatureCheck.Instance,
        BouncyCastleSignatureCheck.Instance
    );

    private readonly TempDirectory _folder = new();

    public static TheoryData<string> Signers => ["genuine", "stranger"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_digest_could_not_be_checked()
    {
        var trail = TrailSimulator.OfHours(3);

        var outcome = await trail.VerifyAsync(keys: new KeySourceWithCheck(trail.Keys, Disputing));

        outcome.Verdict.Should().Be(Verdict.Incomplete);
        outcome
            .Results.OfType<DigestResult>()
            .Should()
            .NotBeEmpty()
            .And.OnlyContain(result => result.Findings.Any(finding => finding.Code == FindingCode.SignatureDisputed));
        outcome.Results.OfType<LogFileResult>().Should().BeEmpty("log files of an unverified digest are not opened");
    }

    [Fact]
    public async Task A_backfill_digest_could_not_be_checked()
    {
        var trail = TrailSimulator.OfHours(3);
        trail.Home.Backfill(TrailSimulator.Start);

        var outcome = await trail.VerifyAsync(keys: new KeySourceWithCheck(trail.Keys, Disputing));

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
    public async Task Query_results_could_not_be_checked()
    {
        var query = new SavedQuery();

        var results = await SavedQuery.VerifyAsync(
            query.Store,
            new KeySourceWithCheck(query.Keys, Disputing),
            query.Request
        );

        results
            .Should()
            .ContainSingle("result files of an unverified sign file are not read")
            .Which.Findings.Should()
            .ContainSingle()
            .Which.Code.Should()
            .Be(FindingCode.SignatureDisputed);
        SavedQuery.VerdictOf(results).Should().Be(Verdict.Incomplete);
    }

    [Fact]
    public async Task A_proof_could_not_be_checked()
    {
        var fixture = new ProofFixture();

        var result = await fixture.CheckAsync(
            await fixture.ProveAsync(),
            keys: new KeySourceWithCheck(fixture.Trail.Keys, Disputing)
        );

        result.Verdict.Should().Be(Verdict.Incomplete);
        result
            .Steps.SelectMany(step => step.Findings)
            .Should()
            .Contain(finding => finding.Code == FindingCode.SignatureDisputed);
        result.Listing.Should().BeNull("nothing is proved");
    }

    [Theory]
    [MemberData(nameof(Signers))]
    public async Task A_checkpoint_cannot_be_read(string signer)
    {
        var content = await CheckpointAsync(signer);

        var read = () => SignedCheckpoint.Read(content, TestKey.First.Public, Disputing);

        read.Should().Throw<StoreException>().WithMessage(Disagreement);
    }

    [Theory]
    [MemberData(nameof(Signers))]
    public async Task A_run_with_a_checkpoint_stops(string signer)
    {
        var path = _folder.Write("checkpoint.json", await CheckpointAsync(signer));
        using var kept = new StoredCheckpoint(path, new CheckpointInFile(path), TestKey.First.Signer(), Disputing);

        var read = () => kept.ReadExistingAsync(default);

        (await read.Should().ThrowAsync<StoreException>("exit code 3"))
            .WithMessage($"--checkpoint: {path}: COULD NOT CHECK: {Disagreement}")
            .Which.Hint.Words()
            .Should()
            .Contain("openssl");
    }

    [Theory]
    [MemberData(nameof(Signers))]
    public async Task A_bundle_cannot_be_checked(string signer)
    {
        using var bundle = Bundle.Open(await BundleAsync(signer));

        var check = () => bundle.CheckAsync(TestKey.First.Public, Disputing, 1, default);

        await check.Should().ThrowAsync<StoreException>().WithMessage(Disagreement);
        bundle.Invoking(b => b.LoadKeys()).Should().Throw<InvalidOperationException>("the keys are not trusted");
    }

    [Theory]
    [MemberData(nameof(Signers))]
    public async Task A_run_on_a_bundle_stops(string signer)
    {
        var (path, key, vector) = (
            await BundleAsync(signer),
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
            .WithMessage($"{path}: COULD NOT CHECK: {Disagreement}")
            .Which.Hint.Words()
            .Should()
            .Contain("openssl");
    }

    [Fact]
    public async Task Genuine_signatures_are_accepted_if_both_implementations_agree()
    {
        SignedCheckpoint
            .Read(await CheckpointAsync("genuine"), TestKey.First.Public, Both)
            .Entries.Should()
            .NotBeEmpty();
        using var bundle = Bundle.Open(await BundleAsync("genuine"));

        (await bundle.CheckAsync(TestKey.First.Public, Both, 1, default)).Should().BeEmpty();
    }

    [Fact]
    public async Task Signatures_by_an_untrusted_key_are_rejected_if_both_implementations_agree()
    {
        var content = await CheckpointAsync("stranger");
        FluentActions
            .Invoking(() => SignedCheckpoint.Read(content, TestKey.First.Public, Both))
            .Should()
            .Throw<FormatException>();
        using var bundle = Bundle.Open(await BundleAsync("stranger"));

        (await bundle.CheckAsync(TestKey.First.Public, Both, 1, default))
            .Should()
            .Equal("the manifest was signed with another key or changed after signing");
    }

    /// <summary>
    /// Returns a checkpoint with the fingerprint of the first key. Only the inverted check accepts the stranger's.
    /// </summary>
    private static async Task<byte[]> CheckpointAsync(string signer)
    {
        var signed = await SignedCheckpoint.WriteAsync(
            TrailSimulator.OfHours(2).CheckpointAfter(2),
            KeyOf(signer).Signer(),
            default
        );
        return System.Text.Encoding.UTF8.GetBytes(
            System
                .Text.Encoding.UTF8.GetString(signed)
                .Replace(KeyOf(signer).Fingerprint, TestKey.First.Fingerprint, StringComparison.Ordinal)
        );
    }

    private async Task<string> BundleAsync(string signer)
    {
        var contents = await BundleContents.FindAsync(new Vector("valid").Buckets, holdsBuckets: false, [], default);
        await using var file = File.Create(_folder.PathTo("bundle.tar"));
        await BundleWriter.WriteAsync(contents, KeyOf(signer).Signer(), file, default);
        return file.Name;
    }

    private static TestKey KeyOf(string signer) => signer == "genuine" ? TestKey.First : TestKey.Untrusted;

    /// <summary>A faulty implementation that accepts only invalid signatures.</summary>
    private sealed class InvertedCheck : ISignatureCheck
    {
        public SignatureCheckResult Check(PublicKey key, ReadOnlySpan<byte> data, Signature signature) =>
            PlatformSignatureCheck.Instance.Check(key, data, signature) == SignatureCheckResult.Valid
                ? SignatureCheckResult.Invalid
                : SignatureCheckResult.Valid;
    }
}
