using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>OpenSSL reads keys from ctverify, and ctverify reads keys from OpenSSL.</summary>
public sealed class OpenSslKeyTests : IDisposable
{
    private const string Passphrase = "correct horse battery staple";

    private readonly TemporaryFolder _folder = new();

    private string Keys => _folder.At("keys");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plain")]
    [InlineData("encrypted")]
    public async Task OpenSSL_reads_the_private_and_the_public_key(string form)
    {
        var passphrase = WriteSecret("passphrase", Passphrase + "\n");
        await RunAsync([
            "keys",
            "generate",
            "--region",
            SampleTrail.Region,
            "--out",
            Keys,
            .. form == "encrypted" ? (string[])["--encrypt", "--passphrase-file", passphrase] : [],
        ]);
        await RunAsync("keys", "export", "--keys", Keys, "--format", "pem", "--out", _folder.At("public.pem"));
        var privateKey = Directory.GetFiles(Keys, "*.private.pem", SearchOption.AllDirectories).Single();

        var ofPrivate = await ExternalProgram.OpenSsl.RunAsync(
            "rsa",
            "-in",
            privateKey,
            "-passin",
            $"file:{passphrase}",
            "-check",
            "-noout",
            "-modulus"
        );
        var ofPublic = await ExternalProgram.OpenSsl.RunAsync(
            "rsa",
            "-pubin",
            "-in",
            _folder.At("public.pem"),
            "-noout",
            "-modulus"
        );

        ofPrivate.Output.Should().Contain("RSA key ok").And.Contain(ofPublic.Output);
        (await File.ReadAllTextAsync(privateKey))
            .Should()
            .StartWith(form == "encrypted" ? "-----BEGIN ENCRYPTED PRIVATE KEY-----" : "-----BEGIN PRIVATE KEY-----");
    }

    [Fact]
    public async Task OpenSSL_does_not_open_an_encrypted_key_without_its_passphrase()
    {
        await RunAsync(
            "keys",
            "generate",
            "--region",
            SampleTrail.Region,
            "--out",
            Keys,
            "--encrypt",
            "--passphrase-file",
            WriteSecret("passphrase", Passphrase)
        );

        var run = await ExternalProgram.OpenSsl.TryRunAsync(
            "rsa",
            "-in",
            Directory.GetFiles(Keys, "*.private.pem", SearchOption.AllDirectories).Single(),
            "-passin",
            "pass:another passphrase",
            "-noout"
        );

        run.ExitCode.Should().NotBe(0);
    }

    [Theory]
    [InlineData("PKCS#8", "PRIVATE KEY")]
    [InlineData("PKCS#8, encrypted", "ENCRYPTED PRIVATE KEY")]
    [InlineData("PKCS#1", "RSA PRIVATE KEY")]
    public async Task A_key_generated_by_OpenSSL_signs_a_valid_chain(string form, string label)
    {
        var passphrase = WriteSecret("passphrase", Passphrase + "\n");
        var key = await MakeKeyAsync(form, passphrase);
        (await File.ReadAllTextAsync(key)).Should().StartWith($"-----BEGIN {label}-----");
        foreach (var minute in (int[])[5, 65])
            SampleTrail.Put(
                _folder.At("store"),
                SampleTrail.LogFilePath(minute),
                SampleTrail.Gzip(SampleTrail.Events(minute))
            );

        await RunAsync(
            "keys",
            "import",
            key,
            "--region",
            SampleTrail.Region,
            "--out",
            Keys,
            "--passphrase-file",
            passphrase
        );
        await RunAsync([.. SampleTrail.Build(_folder.At("store"), Keys), "--passphrase-file", passphrase]);

        var run = await CtVerifyProgram.ValidateAsync(_folder.At("store"), Keys);
        run.Output.Should().EndWith("\n2/2 digest files valid\n2/2 log files valid\n", "{0}", run);
    }

    private async Task<string> MakeKeyAsync(string form, string passphrase)
    {
        var (plain, key) = (_folder.At("plain.pem"), WriteSecret("key.pem", ""));
        await OpenSslKey.GenerateAsync(plain);
        await ExternalProgram.OpenSsl.RunAsync(
            form switch
            {
                "PKCS#8" => ["pkey", "-in", plain, "-out", key],
                "PKCS#1" => ["rsa", "-in", plain, "-traditional", "-out", key],
                _ => ["pkcs8", "-topk8", "-in", plain, "-passout", $"file:{passphrase}", "-out", key],
            }
        );
        return key;
    }

    private string WriteSecret(string name, string content)
    {
        var path = _folder.At(name);
        File.WriteAllText(path, content);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private static async Task RunAsync(params string[] arguments)
    {
        var run = await CtVerifyProgram.RunAsync(arguments);
        run.ExitCode.Should().Be(0, "{0}", run);
        (run.Output + run.Errors).Should().NotContain(Passphrase);
    }
}
