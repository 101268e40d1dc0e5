using Integrity.Aws;
using Integrity.Aws.Kms;
using Integrity.Building;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;
using Integrity.Keys;
using Integrity.Storage.Local;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// A KMS alias that is moved to another key while a service signs with it. Each hour has one log file.
/// </summary>
[Collection(S3WriteTests.Name)]
public sealed class KmsAliasTests : IDisposable
{
    private const string Signer = "kms:" + KmsHost.Alias;

    private readonly TemporaryFolder _folder = new();
    private readonly Clock _clock = new();
    private readonly DigestBuilder _builder;

    public KmsAliasTests(S3Fixture s3)
    {
        s3.Should().NotBeNull("its environment reaches no other server");
        _builder = new DigestBuilder(
            LocalDirectoryStore.OfBuckets(Store),
            LocalDirectoryStore.OfBuckets(Store),
            _clock
        );
    }

    private string Store => _folder.At("store");

    private string Keys => _folder.At("keys");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_a_restart_the_new_key_signs_from_its_start_and_the_old_key_signs_earlier_hours()
    {
        await using var kms = await KmsHost.StartAsync(_folder);
        using var session = new AwsSession(new AwsSettings { EndpointUrl = kms.Url });
        using var signers = await BeginAsync(kms, session);

        await kms.ExchangeAsync(_folder);
        await ImportAsync(kms, "--valid-from", "2025-05-04T12:30:00Z");
        var signed = await BuildAsync(signers, untilHour: 4);

        signed.Should().HaveCount(3);
        signed[0]
            .Fingerprint.Should()
            .NotBe(signed[1].Fingerprint, "the old key signs the hour that ended before the new key was valid");
        signed[1].Fingerprint.Should().Be(signed[2].Fingerprint);
        (await CtVerifyProgram.ValidateAsync(Store, Keys, until: "2025-05-04T14:00:00Z"))
            .Output.Should()
            .EndWith("4/4 digest files valid\n4/4 log files valid\n");
    }

    [Fact]
    public async Task A_new_key_that_is_not_in_the_key_ring_stops_signing_until_it_is_imported()
    {
        await using var kms = await KmsHost.StartAsync(_folder);
        using var session = new AwsSession(new AwsSettings { EndpointUrl = kms.Url });
        using var signers = await BeginAsync(kms, session);
        await kms.ExchangeAsync(_folder);

        var refusal = (
            await FluentActions
                .Awaiting(() => BuildAsync(signers, untilHour: 2))
                .Should()
                .ThrowAsync<KeyFileException>()
        ).Which;
        await ImportAsync(kms, "--valid-from", "2025-05-04T11:30:00Z");
        var signed = await BuildAsync(signers, untilHour: 2);

        refusal.Message.Should().Be($"alias {KmsHost.Alias} now points to a key that is not in the key ring");
        HintWords.Of(refusal.Hint).Should().Be($"import it: ctverify keys import {Signer}, with --valid-from");
        signed.Should().ContainSingle();
        (await CtVerifyProgram.ValidateAsync(Store, Keys))
            .Output.Should()
            .EndWith("2/2 digest files valid\n2/2 log files valid\n");
    }

    private async Task ImportAsync(KmsHost kms, params string[] validity)
    {
        var run = await CliRun.OfAsync([
            "keys",
            "import",
            Signer,
            "--region",
            SampleTrail.Region,
            "--out",
            Keys,
            "--endpoint-url",
            kms.Url,
            .. validity,
        ]);
        run.ExitCode.Should().Be(0, "{0}", run);
    }

    /// <summary>Imports the first key of the alias and signs the first hour with it.</summary>
    private async Task<KmsSigners> BeginAsync(KmsHost kms, AwsSession session)
    {
        await ImportAsync(kms);
        KmsKeyArn.TryParse(KmsHost.Alias, out var alias).Should().BeTrue();
        var signers = await KmsSigners.OpenAsync(session, [alias!], () => KeyRingFile.Load(Keys), _clock, default);
        await BuildAsync(signers, untilHour: 1);
        return signers;
    }

    private async Task<IReadOnlyList<Digest>> BuildAsync(KmsSigners signers, int untilHour)
    {
        var built = new List<Digest>();
        _clock.Now = SampleTrail.Start.AddHours(untilHour);
        for (var hour = 0; hour < untilHour; hour++)
            SampleTrail.Put(Store, SampleTrail.LogFilePath((hour * 60) + 5), SampleTrail.Gzip(SampleTrail.Events(5)));
        var request = new BuildRequest
        {
            Trail = Trail.Parse(SampleTrail.Arn),
            Location = new TrailLocation(SampleTrail.Bucket, ""),
            Regions = [SampleTrail.Region],
            Signers = signers,
            Keys = KeyRingFile.Load(Keys),
            Until = _clock.Now,
        };
        await foreach (var digest in _builder.BuildAsync(request))
            built.Add(digest.Digest);
        return built;
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = SampleTrail.Start;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
