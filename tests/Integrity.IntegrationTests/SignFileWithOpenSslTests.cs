using System.Text.Json;
using System.Text.Json.Nodes;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>OpenSSL and ctverify agree on the signatures of query results.</summary>
public sealed class SignFileWithOpenSslTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sign_file_signed_by_OpenSSL_is_valid_until_a_result_file_is_changed()
    {
        var (privateKey, publicKey) = (_folder.At("private.pem"), _folder.At("public.pem"));
        await OpenSslKey.GenerateAsync(privateKey, bits: 3072);
        await ExternalProgram.OpenSsl.RunAsync("rsa", "-in", privateKey, "-RSAPublicKey_out", "-out", publicKey);
        var files = new JsonArray();
        foreach (var i in (int[])[1, 2, 3])
        {
            await File.WriteAllTextAsync(_folder.At($"result_{i}.csv.gz"), $"content {i}");
            var hash = await ExternalProgram.OpenSsl.RunAsync(
                "dgst",
                "-sha256",
                "-r",
                _folder.At($"result_{i}.csv.gz")
            );
            files.Add(new JsonObject { ["fileHashValue"] = hash.Output[..64], ["fileName"] = $"result_{i}.csv.gz" });
        }
        await File.WriteAllTextAsync(
            _folder.At("to-sign"),
            string.Join(' ', files.Select(file => file!["fileHashValue"]!.GetValue<string>()))
        );
        await ExternalProgram.OpenSsl.RunAsync(
            "dgst",
            "-sha256",
            "-sign",
            privateKey,
            "-out",
            _folder.At("signature"),
            _folder.At("to-sign")
        );
        await File.WriteAllTextAsync(
            _folder.At("result_sign.json"),
            new JsonObject
            {
                ["version"] = "1.0",
                ["region"] = "us-east-1",
                ["files"] = files,
                ["hashAlgorithm"] = "SHA-256",
                ["signatureAlgorithm"] = "SHA256withRSA",
                ["queryCompleteTime"] = "2025-05-04T22:06:30Z",
                ["hashSignature"] = Convert.ToHexStringLower(await File.ReadAllBytesAsync(_folder.At("signature"))),
                ["publicKeyFingerprint"] = await OpenSslKey.FingerprintAsync(privateKey),
            }.ToJsonString()
        );
        string[] verify =
        [
            "verify-query-results",
            "--local-export-path",
            _folder.Root,
            "--keys",
            publicKey,
            "--crypto",
            "both",
        ];

        var valid = await CtVerifyProgram.RunAsync(verify);
        await File.AppendAllTextAsync(_folder.At("result_2.csv.gz"), "x");
        var changed = await CtVerifyProgram.RunAsync(verify);

        valid.ExitCode.Should().Be(0, "{0}", valid);
        changed.ExitCode.Should().Be(1, "{0}", changed);
    }

    [Theory]
    [InlineData("query-valid", "Verified OK\n")]
    [InlineData("query-modify-file", "Verified OK\n")]
    [InlineData("query-bad-signature", "Verification failure\n")]
    public async Task OpenSSL_agrees_on_the_sign_files_of_the_vectors(string name, string answer)
    {
        var vector = RepositoryFolder.At("testdata", "vectors", name);
        var signFile = JsonDocument
            .Parse(
                await File.ReadAllBytesAsync(
                    Directory.GetFiles(vector, "result_sign.json", SearchOption.AllDirectories).Single()
                )
            )
            .RootElement;
        await File.WriteAllTextAsync(
            _folder.At("text"),
            string.Join(
                ' ',
                signFile
                    .GetProperty("files")
                    .EnumerateArray()
                    .Select(file => file.GetProperty("fileHashValue").GetString())
            )
        );
        await File.WriteAllBytesAsync(
            _folder.At("signature"),
            Convert.FromHexString(signFile.GetProperty("hashSignature").GetString()!)
        );
        var publicKey = RepositoryFolder.At(
            "keys",
            "us-east-1",
            $"{signFile.GetProperty("publicKeyFingerprint").GetString()}.pem"
        );
        await ExternalProgram.OpenSsl.RunAsync(
            "rsa",
            "-RSAPublicKey_in",
            "-in",
            publicKey,
            "-pubout",
            "-out",
            _folder.At("public.pem")
        );

        var run = await ExternalProgram.OpenSsl.TryRunAsync(
            "dgst",
            "-sha256",
            "-verify",
            _folder.At("public.pem"),
            "-signature",
            _folder.At("signature"),
            _folder.At("text")
        );

        run.Output.Should().StartWith(answer, "{0}", run);
    }
}
