using System.Text.Json;
using Integrity.Aws;
using Integrity.Aws.Kms;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;
using Integrity.Storage;

namespace Integrity.IntegrationTests.S3;

/// <summary>Digests signed by a key that never leaves KMS.</summary>
[Collection(S3WriteTests.Name)]
public sealed class KmsSignerTests(S3Fixture s3) : IDisposable
{
    private const string Signer = "kms:" + KmsHost.Arn;

    private readonly TemporaryFolder _folder = new();

    private string Store => _folder.At("store");

    private string Keys => _folder.At("keys");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_chain_signed_in_KMS_is_valid_and_OpenSSL_accepts_its_signatures()
    {
        await using var kms = await KmsHost.StartAsync(_folder);
        Deliver();

        (await ImportAsync(kms)).ExitCode.Should().Be(0);
        var built = await BuildAsync(kms);

        built.Output.Should().EndWith("\n2 digest files written\n", "{0}", built);
        (await CtVerifyProgram.ValidateAsync(Store, Keys))
            .Output.Should()
            .EndWith("2/2 digest files valid\n3/3 log files valid\n");
        foreach (var hour in (int[])[1, 2])
            (await OpenSslVerifiesAsync(kms, SampleTrail.DigestPath(hour))).Should().Be("Verified OK\n");
        Directory.GetFiles(Keys, "*.private.pem", SearchOption.AllDirectories).Should().BeEmpty();
        kms.Calls.Select(call => call.Operation).Should().Equal("GetPublicKey", "GetPublicKey", "Sign", "Sign");
    }

    [Fact]
    public async Task KMS_can_have_a_separate_endpoint()
    {
        await using var kms = await KmsHost.StartAsync(_folder);
        Deliver();
        await s3.FillAsync(Store);
        await ImportAsync(kms);

        var built = await CliRun.OfAsync(
            [("AWS_ENDPOINT_URL_KMS", kms.Url)],
            [
                .. SampleTrail.Build($"s3://{SampleTrail.Bucket}", Keys),
                "--signer",
                Signer,
                "--endpoint-url",
                s3.Endpoint.ToString(),
            ]
        );

        built.Output.Should().EndWith("\n2 digest files written\n", "{0}", built);
    }

    [Fact]
    public async Task A_key_that_is_not_in_the_key_ring_signs_nothing()
    {
        await using var kms = await KmsHost.StartAsync(_folder);
        Deliver();
        await SampleTrail.GenerateKeyAsync(Keys);

        var run = await BuildAsync(kms);

        run.Should()
            .Be(
                new CliRun(
                    2,
                    "",
                    $"ctverify: --signer: its public key is not in {Keys}/us-east-2, "
                        + "so verifiers would reject its signatures\n"
                        + $"hint: import it with: ctverify keys import {Signer} --region us-east-2 --out {Keys}\n"
                )
            );
        kms.Calls.Select(call => call.Operation).Should().Equal("GetPublicKey");
    }

    [Theory]
    [InlineData("AccessDeniedException", "access denied by KMS (Sign) on ")]
    [InlineData("DisabledException", "KMS key ")]
    [InlineData("KMSInvalidStateException", "KMS key ")]
    [InlineData("NotFoundException", "KMS key ")]
    [InlineData("InvalidKeyUsageException", "KMS key ")]
    [InlineData("ExpiredTokenException", "the credentials have expired")]
    public async Task An_error_of_KMS_is_reported_with_a_hint_and_nothing_is_written(string code, string message)
    {
        await using var kms = await KmsHost.StartAsync(_folder);
        Deliver();
        await ImportAsync(kms);
        kms.Refuse("Sign", 400, code);

        var run = await BuildAsync(kms);

        (run.ExitCode, run.Output).Should().Be((3, ""), "{0}", run);
        run.Errors.Should().StartWith($"ctverify: {message}").And.Contain("\nhint: ").And.NotContain("internal error");
        Directory.Exists(Path.Combine(Store, SampleTrail.Bucket, SampleTrail.DigestFolder)).Should().BeFalse();
    }

    [Fact]
    public async Task Throttling_is_retried()
    {
        await using var kms = await KmsHost.StartAsync(_folder);
        Deliver();
        await ImportAsync(kms);
        kms.Refuse("Sign", 400, "ThrottlingException", times: 1);

        (await BuildAsync(kms)).Output.Should().EndWith("\n2 digest files written\n");
    }

    [Theory]
    [InlineData("one bit changed")]
    [InlineData("empty")]
    [InlineData("of another length")]
    public async Task An_invalid_signature_is_never_used(string garbling)
    {
        await using var kms = await KmsHost.StartAsync(
            _folder,
            garble: signature =>
                garbling switch
                {
                    "one bit changed" => [.. signature[..^1], (byte)(signature[^1] ^ 1)],
                    "empty" => [],
                    _ => [.. signature, .. new byte[4096]],
                }
        );
        Deliver();
        await ImportAsync(kms);

        var run = await BuildAsync(kms);

        (run.ExitCode, run.Output).Should().Be((3, ""), "{0}", run);
        run.Errors.Should()
            .Be(
                $"ctverify: KMS returned an invalid signature for key {KmsHost.Arn}\n"
                    + "hint: check the endpoint; the signature was discarded\n"
            );
        Directory.Exists(Path.Combine(Store, SampleTrail.Bucket, SampleTrail.DigestFolder)).Should().BeFalse();
    }

    [Theory]
    [InlineData("RSA_2048", "ENCRYPT_DECRYPT", "has the key usage ENCRYPT_DECRYPT, not SIGN_VERIFY")]
    [InlineData(
        "ECC_NIST_P256",
        "SIGN_VERIFY",
        "has the key spec ECC_NIST_P256, which does not support RSASSA_PKCS1_V1_5_SHA_256"
    )]
    public async Task A_key_that_cannot_sign_digests_is_rejected(string keySpec, string keyUsage, string reason)
    {
        await using var kms = await KmsHost.StartAsync(_folder, keySpec, keyUsage);

        var run = await ImportAsync(kms);

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should()
            .StartWith($"ctverify: KMS key {KmsHost.Arn} {reason}\nhint: create a key with: aws kms create-key ");
        Directory.Exists(Keys).Should().BeFalse();
    }

    [Fact]
    public async Task An_unreachable_server_is_reported()
    {
        string url;
        await using (var kms = await KmsHost.StartAsync(_folder))
            url = kms.Url;
        KmsKeyArn.TryParse(KmsHost.Arn, out var arn).Should().BeTrue();
        using var session = new AwsSession(new AwsSettings { EndpointUrl = url, MaxAttempts = 1 });

        var open = () => KmsDigestSigner.OpenAsync(session, arn!, default);

        (await open.Should().ThrowAsync<StoreException>()).Which.Hint.Should().NotBeNull();
    }

    private void Deliver()
    {
        foreach (var minute in (int[])[5, 35, 65])
            SampleTrail.Put(Store, SampleTrail.LogFilePath(minute), SampleTrail.Gzip(SampleTrail.Events(minute)));
    }

    private Task<CliRun> ImportAsync(KmsHost kms) =>
        CliRun.OfAsync(
            "keys",
            "import",
            Signer,
            "--region",
            SampleTrail.Region,
            "--out",
            Keys,
            "--endpoint-url",
            kms.Url
        );

    private Task<CliRun> BuildAsync(KmsHost kms) =>
        CliRun.OfAsync([.. SampleTrail.Build(Store, Keys), "--signer", Signer, "--endpoint-url", kms.Url]);

    private async Task<string> OpenSslVerifiesAsync(KmsHost kms, string digestPath)
    {
        var path = Path.Combine(Store, SampleTrail.Bucket, digestPath);
        using var metadata = JsonDocument.Parse(await File.ReadAllBytesAsync(path + ".meta.json"));
        var (text, signature) = (_folder.At("signed"), _folder.At("signature"));
        await File.WriteAllTextAsync(text, HandWrittenDigest.SigningString(SampleTrail.Inflate(path)));
        await File.WriteAllBytesAsync(
            signature,
            Convert.FromHexString(metadata.RootElement.GetProperty("signature").GetString()!)
        );
        return (
            await ExternalProgram.OpenSsl.TryRunAsync(
                "dgst",
                "-sha256",
                "-verify",
                kms.PublicKey,
                "-signature",
                signature,
                text
            )
        ).Output;
    }
}
