using System.Security.Cryptography;
using System.Text.Json;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>
/// Standard programs check proofs: openssl the signature, sha256sum the log file, jsonschema the file format.
/// </summary>
public sealed class ProofTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OpenSSL_and_gzip_confirm_a_proof()
    {
        var (store, keys) = await SampleTrail.MakeAsync(_folder);
        var path = _folder.At("proof.json");
        var made = await CtVerifyProgram.RunAsync(
            "prove",
            "--trail-arn",
            SampleTrail.Arn,
            "--log-file",
            SampleTrail.LogFilePath(35),
            "--source",
            store,
            "--keys",
            keys,
            "--out",
            path
        );
        made.ExitCode.Should().Be(0, "{0}", made);
        Directory.Delete(store, recursive: true);

        using var proof = JsonDocument.Parse(File.ReadAllBytes(path));
        var digest = proof.RootElement.GetProperty("digests")[0];
        var body = await GunzipAsync(digest.GetProperty("content"));
        var (signature, signed, key) = (_folder.At("signature"), _folder.At("signed"), _folder.At("key.der"));
        File.WriteAllBytes(
            signature,
            Convert.FromHexString(digest.GetProperty("metadata").GetProperty("signature").GetString()!)
        );
        File.WriteAllText(signed, HandWrittenDigest.SigningString(body));
        File.WriteAllBytes(
            key,
            proof.RootElement.GetProperty("publicKeys")[0].GetProperty("value").GetBytesFromBase64()
        );
        await OpenSslKey.ToPemAsync(key, _folder.At("key.pem"));
        var openSsl = await ExternalProgram.OpenSsl.RunAsync(
            "dgst",
            "-sha256",
            "-verify",
            _folder.At("key.pem"),
            "-signature",
            signature,
            signed
        );
        using var listing = JsonDocument.Parse(body);
        var listed = listing
            .RootElement.GetProperty("logFiles")
            .EnumerateArray()
            .Single(file => file.GetProperty("s3Object").GetString() == SampleTrail.LogFilePath(35));

        openSsl.Output.Should().Contain("Verified OK");
        Convert
            .ToHexStringLower(
                SHA256.HashData(await GunzipAsync(proof.RootElement.GetProperty("logFile").GetProperty("content")))
            )
            .Should()
            .Be(listed.GetProperty("hashValue").GetString());
        var check = await CtVerifyProgram.RunAsync("prove", "--check", path, "--keys", keys);
        check.ExitCode.Should().Be(0, "{0}", check);
        check.Output.Should().Contain(listed.GetProperty("hashValue").GetString());
    }

    [Fact]
    public async Task A_proof_is_valid_against_its_schema()
    {
        var (store, keys) = await SampleTrail.MakeAsync(_folder);
        var path = _folder.At("proof.json");
        await CtVerifyProgram.RunAsync(
            "prove",
            "--trail-arn",
            SampleTrail.Arn,
            "--log-file",
            SampleTrail.LogFilePath(5),
            "--source",
            store,
            "--keys",
            keys,
            "--to-newest",
            "--out",
            path
        );

        var run = await ExternalProgram.JsonSchema.RunAsync(
            "-c",
            "import json, sys, jsonschema; schema = json.load(open(sys.argv[1])); "
                + "jsonschema.Draft202012Validator.check_schema(schema); "
                + "jsonschema.Draft202012Validator(schema).validate(json.load(open(sys.argv[2])))",
            RepositoryFolder.At("schema", "proof-v1.schema.json"),
            path
        );

        run.ExitCode.Should().Be(0);
    }

    private async Task<byte[]> GunzipAsync(JsonElement content)
    {
        var path = _folder.At("content.gz");
        File.WriteAllBytes(path, content.GetBytesFromBase64());
        return (await ExternalProgram.Gzip.RunAsync("-dc", path)).OutputBytes;
    }
}
