using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>OpenSSL verifies the builder's signatures, and the verifier accepts OpenSSL's signatures.</summary>
public sealed class OpenSslTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OpenSSL_accepts_the_signature_of_every_built_digest()
    {
        var (store, keys) = await SampleTrail.MakeAsync(_folder);
        var publicKey = await ExportPublicKeyAsync(keys);

        foreach (var hour in (int[])[1, 2])
        {
            var (signingString, signature) = ReadDigest(store, SampleTrail.DigestPath(hour));
            var run = await VerifyAsync(publicKey, signingString, signature);

            run.Output.Should().Be("Verified OK\n", "digest {0}: {1}", hour, run);
        }
    }

    [Fact]
    public async Task OpenSSL_rejects_the_signature_for_a_signing_string_with_one_changed_character()
    {
        var (store, keys) = await SampleTrail.MakeAsync(_folder);
        var publicKey = await ExportPublicKeyAsync(keys);
        var (signingString, signature) = ReadDigest(store, SampleTrail.DigestPath(2));

        var run = await VerifyAsync(
            publicKey,
            signingString.Replace("T12:00:00Z", "T12:00:01Z", StringComparison.Ordinal),
            signature
        );

        run.ExitCode.Should().NotBe(0);
        run.Output.Should().StartWith("Verification failure");
    }

    [Theory]
    [InlineData("PUBLIC KEY")]
    [InlineData("RSA PUBLIC KEY")]
    public async Task A_digest_signed_by_OpenSSL_is_valid(string keyForm)
    {
        var (store, publicKey) = await SignWithOpenSslAsync(keyForm);

        var run = await CtVerifyProgram.ValidateAsync(store, publicKey, until: "2025-05-04T11:00:00Z");

        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should().Contain("1/1 digest files valid").And.Contain("1/1 log files valid");
        run.Errors.Should().NotContain("INVALID");
    }

    [Fact]
    public async Task A_digest_changed_after_OpenSSL_signed_it_is_invalid()
    {
        var (store, publicKey) = await SignWithOpenSslAsync("PUBLIC KEY");
        var path = Path.Combine(store, SampleTrail.Bucket, SampleTrail.DigestPath(1));
        var altered = Encoding
            .UTF8.GetString(SampleTrail.Inflate(path))
            .Replace(
                "\"newestEventTime\":\"2025-05-04T09",
                "\"newestEventTime\":\"2025-05-04T08",
                StringComparison.Ordinal
            );
        await File.WriteAllBytesAsync(path, SampleTrail.Gzip(Encoding.UTF8.GetBytes(altered)));

        var run = await CtVerifyProgram.ValidateAsync(store, publicKey, until: "2025-05-04T11:00:00Z");

        run.ExitCode.Should().Be(1, "{0}", run);
        run.Errors.Should()
            .Contain(
                $"Digest file\ts3://{SampleTrail.Bucket}/{SampleTrail.DigestPath(1)}\tINVALID: signature "
                    + "verification failed"
            );
    }

    /// <summary>
    /// Writes key, digest and sidecar without our code: the text by hand, key and signature with OpenSSL.
    /// </summary>
    private async Task<(string Store, string PublicKey)> SignWithOpenSslAsync(string keyForm)
    {
        var (privateKey, publicKey) = (_folder.At("private.pem"), _folder.At("public.pem"));
        await OpenSslKey.GenerateAsync(privateKey);
        await ExternalProgram.OpenSsl.RunAsync(
            "rsa",
            "-in",
            privateKey,
            keyForm == "PUBLIC KEY" ? "-pubout" : "-RSAPublicKey_out",
            "-out",
            publicKey
        );
        (await File.ReadAllTextAsync(publicKey)).Should().StartWith($"-----BEGIN {keyForm}-----");
        var fingerprint = await OpenSslKey.FingerprintAsync(privateKey);
        var store = _folder.At("store");
        SampleTrail.Put(store, SampleTrail.LogFilePath(5), SampleTrail.Gzip(SampleTrail.Events(5)));
        var digest = HandWrittenDigest.Write(
            fingerprint,
            [(SampleTrail.LogFilePath(5), SHA256.HashData(SampleTrail.Events(5)))]
        );
        var signature = await SignAsync(privateKey, HandWrittenDigest.SigningString(digest));
        HandWrittenDigest.Put(store, digest, signature);
        return (store, publicKey);
    }

    private async Task<byte[]> SignAsync(string privateKey, string signingString)
    {
        var (text, signature) = (_folder.At("to-sign"), _folder.At("signature"));
        await File.WriteAllTextAsync(text, signingString);
        await ExternalProgram.OpenSsl.RunAsync("dgst", "-sha256", "-sign", privateKey, "-out", signature, text);
        return await File.ReadAllBytesAsync(signature);
    }

    private async Task<ProgramRun> VerifyAsync(string publicKey, string signingString, byte[] signature)
    {
        var (text, signaturePath) = (_folder.At("to-verify"), _folder.At("signature-to-verify"));
        await File.WriteAllTextAsync(text, signingString);
        await File.WriteAllBytesAsync(signaturePath, signature);
        return await ExternalProgram.OpenSsl.TryRunAsync(
            "dgst",
            "-sha256",
            "-verify",
            publicKey,
            "-signature",
            signaturePath,
            text
        );
    }

    /// <summary>Exports the public key as PEM with OpenSSL from the verifiers' key file.</summary>
    private async Task<string> ExportPublicKeyAsync(string keys)
    {
        var list = Directory
            .GetFiles(Path.Combine(keys, SampleTrail.Region), "*.json")
            .Should()
            .ContainSingle()
            .Subject;
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(list));
        var (der, pem) = (_folder.At("exported.der"), _folder.At("exported.pem"));
        await File.WriteAllBytesAsync(
            der,
            json.RootElement.GetProperty("PublicKeyList")[0].GetProperty("Value").GetBytesFromBase64()
        );
        await OpenSslKey.ToPemAsync(der, pem);
        return pem;
    }

    /// <summary>Builds the signing string from its documentation, not with the code under test.</summary>
    private static (string SigningString, byte[] Signature) ReadDigest(string store, string key)
    {
        var path = Path.Combine(store, SampleTrail.Bucket, key);
        using var metadata = JsonDocument.Parse(File.ReadAllBytes(path + ".meta.json"));
        return (
            HandWrittenDigest.SigningString(SampleTrail.Inflate(path)),
            Convert.FromHexString(metadata.RootElement.GetProperty("signature").GetString()!)
        );
    }
}
