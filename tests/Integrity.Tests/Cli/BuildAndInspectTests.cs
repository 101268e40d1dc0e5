using System.IO.Compression;
using Integrity.Keys;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Cli;

/// <summary><c>keys generate</c>, <c>build</c>, <c>validate-logs</c> and <c>inspect</c> from end to end.</summary>
public sealed class BuildAndInspectTests : IDisposable
{
    private const string Arn = "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail";
    private const string Folder =
        "AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/111122223333_CloudTrail_us-east-2_";
    private const string FirstDigest =
        "trail/bucket/AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2025/05/04/"
        + "111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250504T110000Z.json.gz";

    private readonly TempDirectory _folder = new();

    private string Trail => _folder.PathTo("trail");

    private string Keys => _folder.PathTo("keys");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Keys_generate_writes_a_private_and_a_public_key_and_prints_their_paths()
    {
        var run = await ProgramRun.OfAsync(
            "keys",
            "generate",
            "--region",
            "us-east-2",
            "--out",
            Keys,
            "--valid-from",
            "2025-05-04"
        );

        var key = KeyRingFile.Load(Keys).Entries.Single();
        var path = Path.Combine(Keys, "us-east-2", key.Key.Fingerprint.Hex);
        run.Should().Be(new ProgramRun(0, $"Private key\t{path}.private.pem\nPublic key\t{path}.json\n", ""));
        (key.ValidFrom, key.ValidUntil).Should().Be((new DateTimeOffset(2025, 5, 4, 0, 0, 0, TimeSpan.Zero), null));
        using var signers = new SigningKeyDirectory(Keys);
        (await signers.GetAsync("us-east-2", FixedClock.AfterTheVectors.GetUtcNow(), default))!
            .PublicKey.IsSameKeyAs(key.Key)
            .Should()
            .BeTrue();
    }

    [Fact]
    public async Task Build_creates_a_digest_for_each_complete_hour_and_the_chain_is_valid()
    {
        Deliver();

        var built = await BuildAsync("2025-05-04T12:59:59Z");

        built.ExitCode.Should().Be(0);
        built
            .Output.Should()
            .Match(
                "Digest file\ts3://bucket/*_20250504T110000Z.json.gz\twritten, 2 log files\n"
                    + "Digest file\ts3://bucket/*_20250504T120000Z.json.gz\twritten, 0 log files\n\n"
                    + "2 digest files written\n"
            );
        var verified = await ProgramRun.OfAsync(
            "validate-logs",
            "--trail-arn",
            Arn,
            "--start-time",
            "2025-05-04T10:00:00Z",
            "--end-time",
            "2025-05-04T12:00:00Z",
            "--source",
            Trail,
            "--keys",
            Keys
        );
        (verified.ExitCode, verified.Errors).Should().Be((0, ""));
        verified.Output.Should().EndWith("2/2 digest files valid\n2/2 log files valid\n");
    }

    [Fact]
    public async Task Building_again_changes_nothing()
    {
        Deliver();
        await BuildAsync("2025-05-04T12:00:00Z");
        var before = _folder.State();

        var again = await BuildAsync("2025-05-04T12:00:00Z");

        again.Should().Be(new ProgramRun(0, "Nothing to build: every complete hour has a digest file\n", ""));
        _folder.State().Should().Equal(before);
    }

    [Fact]
    public async Task Building_later_extends_the_chain_and_does_not_change_existing_files()
    {
        Deliver();
        await BuildAsync("2025-05-04T12:00:00Z");
        var before = _folder.State();

        var later = await BuildAsync("2025-05-04T14:00:00Z");

        later.Output.Should().EndWith("\n2 digest files written\n");
        _folder.State().Should().Contain(before);
    }

    [Fact]
    public async Task A_digest_without_a_valid_signature_is_not_extended()
    {
        Deliver();
        await BuildAsync("2025-05-04T12:00:00Z");
        File.WriteAllText(
            _folder.PathTo(FirstDigest.Replace("T110000Z", "T120000Z", StringComparison.Ordinal)),
            "tampered with"
        );
        var before = _folder.State();

        var run = await BuildAsync("2025-05-04T14:00:00Z");

        (run.ExitCode, run.Output).Should().Be((3, ""));
        run.Errors.Should()
            .Match(
                "ctverify: the digest s3://bucket/*T120000Z.json.gz is not authentic, so nothing is built on "
                    + "it: *\nhint: verify the chain*\n"
            );
        _folder.State().Should().Equal(before);
    }

    [Fact]
    public async Task Future_hours_are_not_built()
    {
        Deliver();

        var run = await BuildAsync("2025-06-02T00:00:00Z");

        run.Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    "ctverify: --until 2025-06-02T00:00:00Z is in the future\n"
                        + "hint: pass a time in the past; only complete hours are built\n"
                )
            );
    }

    [Fact]
    public async Task Without_a_signing_key_nothing_is_built()
    {
        Deliver();
        Directory.Delete(Keys, recursive: true);
        var before = _folder.State();

        var run = await BuildAsync("2025-05-04T12:00:00Z");

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should()
            .Match(
                "ctverify: --keys: no private key for us-east-2 in *us-east-2\n"
                    + $"hint: create one with: ctverify keys generate --region us-east-2 --out {Keys}\n"
            );
        _folder.State().Should().Equal(before);
    }

    [Fact]
    public async Task Inspect_prints_a_digest_and_that_nothing_was_verified()
    {
        var digest = Directory
            .GetFiles(new Vector("valid").Buckets, "*T120000Z.json.gz", SearchOption.AllDirectories)
            .Single();

        var run = await ProgramRun.OfAsync("inspect", digest);

        (run.ExitCode, run.Errors).Should().Be((0, ""));
        run.Output.Should()
            .StartWith(
                "Digest file   s3://amzn-s3-demo-bucket/AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2025/05/04/"
            )
            .And.Contain("\nChain         trail example-trail, home region us-east-2, region us-east-2\n")
            .And.Contain("\nPeriod        2025-05-04T11:00:00Z to 2025-05-04T12:00:00Z (1 h)\n")
            .And.Contain("\n2 log files\n")
            .And.EndWith("\nNothing above was verified.\n");
    }

    [Fact]
    public async Task Inspect_prints_an_unknown_signature_for_a_copy_without_metadata()
    {
        var digest = Directory
            .GetFiles(new Vector("valid").Buckets, "*T120000Z.json.gz", SearchOption.AllDirectories)
            .Single();

        var run = await ProgramRun.OfAsync("inspect", _folder.Write("copy.json.gz", File.ReadAllBytes(digest)));

        run.Output.Should().Contain("\nSignature     unknown (no metadata sidecar)\n");
    }

    [Theory]
    [InlineData("s3://")]
    [InlineData("s3://bucket")]
    [InlineData("s3://bucket/")]
    [InlineData("s3:///key")]
    public async Task Inspect_rejects_an_invalid_object_URL(string url)
    {
        var run = await ProgramRun.OfAsync("inspect", url);

        run.Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    $"ctverify: not the URL of an object: {url}\nhint: use the form s3://bucket/AWSLogs/….json.gz\n"
                )
            );
    }

    [Fact]
    public async Task Inspect_uses_the_global_options_for_access_to_AWS()
    {
        var bundle = _folder.PathTo("missing.pem");

        var run = await ProgramRun.OfAsync("inspect", "s3://bucket/AWSLogs/x.json.gz", "--ca-bundle", bundle);

        run.ExitCode.Should().Be(2);
        run.Errors.Should().Contain("--ca-bundle").And.Contain(bundle);
    }

    /// <summary>Delivers two log files within one hour and creates a key.</summary>
    private void Deliver()
    {
        foreach (
            var name in new[] { "20250504T1005Z_AAAAAAAAAAAAAAAA.json.gz", "20250504T1055Z_BBBBBBBBBBBBBBBB.json.gz" }
        )
        {
            using var buffer = new MemoryStream();
            using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
                gzip.Write("{\"Records\":[]}"u8);
            _folder.Write($"trail/bucket/{Folder}{name}", buffer.ToArray());
        }
        using var signer = new RsaDigestSigner(SharedKeys.NewCopyOfFirst());
        using var folder = new SigningKeyDirectory(Keys);
        folder.Add(signer, "us-east-2", null, null);
    }

    private Task<ProgramRun> BuildAsync(string until) =>
        ProgramRun.OfAsync("build", "--store", Trail, "--trail-arn", Arn, "--keys", Keys, "--until", until);
}
