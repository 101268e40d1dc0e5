using System.Text.RegularExpressions;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Cli;

/// <summary>Keys are generated, imported, rotated, listed and exported.</summary>
public sealed partial class KeysCommandTests : IDisposable
{
    private const string Passphrase = "correct horse battery staple";
    private static readonly DateTimeOffset Now = FixedClock.AfterTheVectors.GetUtcNow();

    private readonly TempDirectory _folder = new();

    private string Keys => _folder.PathTo("keys");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task After_a_rotation_the_new_key_signs_and_the_old_key_is_accepted_for_a_day()
    {
        await RunAsync("keys", "generate", "--region", "us-east-2", "--out", Keys);
        var old = KeyRingFile.Load(Keys).Entries.Single().Key.Fingerprint.Hex;

        var run = await RunAsync("keys", "rotate", "--region", "us-east-2", "--keys", Keys);

        run.Output.Should()
            .EndWith($"Signs from\t2025-06-01T00:00:00Z\nOld key\t{old}, accepted until 2025-06-02T00:00:00Z\n");
        using var folder = new SigningKeyDirectory(Keys);
        (await folder.GetAsync("us-east-2", Now.AddSeconds(-1), default))!
            .PublicKey.Fingerprint.Hex.Should()
            .Be(old, "hours before the rotation are still to be signed by the old key");
        (await folder.GetAsync("us-east-2", Now, default))!.PublicKey.Fingerprint.Hex.Should().NotBe(old);
        KeyRingFile.Load(Keys).Entries.Should().HaveCount(2, "verifiers need the old key as long as its digests");
    }

    [Fact]
    public async Task The_list_shows_region_validity_private_key_and_state_of_each_key()
    {
        await RunAsync("keys", "generate", "--region", "us-east-2", "--out", Keys, "--valid-from", "2025-05-01");
        await RunAsync(
            "keys",
            "rotate",
            "--region",
            "us-east-2",
            "--keys",
            Keys,
            "--at",
            "2025-06-03",
            "--overlap-hours",
            "2",
            "--encrypt",
            "--passphrase-file",
            PassphraseFile()
        );
        File.Delete(
            Directory
                .GetFiles(Keys, "*.private.pem", SearchOption.AllDirectories)
                .Single(path => File.ReadAllText(path).StartsWith("-----BEGIN PRIVATE", StringComparison.Ordinal))
        );

        var run = await RunAsync("keys", "list", "--keys", Keys);

        AnyFingerprint()
            .Replace(run.Output, "F")
            .Should()
            .Be(
                """
                REGION     KEY                               VALID FROM            VALID UNTIL           PRIVATE KEY  STATE
                us-east-2  F  2025-05-01T00:00:00Z  2025-06-03T02:00:00Z  not here     signs now
                us-east-2  F  2025-06-03T00:00:00Z  -                     encrypted    next

                """
            );
        (await StatesAsync("2025-06-03T01:00:00Z")).Should().Equal("accepted", "signs now");
        (await StatesAsync("2025-06-03T02:00:01Z")).Should().Equal("retired", "signs now");
    }

    [Theory]
    [InlineData("2025-05-31T23:59:59Z", "--at 2025-05-31T23:59:59Z is in the past")]
    [InlineData("9999-12-31", "--at 9999-12-31T00:00:00Z is too late")]
    public async Task A_rotation_at_an_invalid_time_is_rejected(string at, string error)
    {
        await RunAsync("keys", "generate", "--region", "us-east-2", "--out", Keys);

        await ShouldBeRejected(error, "keys", "rotate", "--region", "us-east-2", "--keys", Keys, "--at", at);
    }

    [Fact]
    public async Task A_second_planned_rotation_is_rejected()
    {
        await RunAsync("keys", "generate", "--region", "us-east-2", "--out", Keys);
        await RunAsync("keys", "rotate", "--region", "us-east-2", "--keys", Keys, "--at", "2025-07-01");

        await ShouldBeRejected(
            "a rotation is already planned: ",
            "keys",
            "rotate",
            "--region",
            "us-east-2",
            "--keys",
            Keys
        );
    }

    [Fact]
    public async Task A_rotation_requires_a_valid_key()
    {
        await RunAsync("keys", "generate", "--region", "us-east-2", "--out", Keys, "--valid-until", "2025-05-01");

        await ShouldBeRejected("no key of us-east-2 in ", "keys", "rotate", "--region", "us-east-2", "--keys", Keys);
        await ShouldBeRejected("no key of eu-west-1 in ", "keys", "rotate", "--region", "eu-west-1", "--keys", Keys);
    }

    [Fact]
    public async Task The_export_contains_the_public_keys_of_the_region_with_their_validity()
    {
        await RunAsync(
            "keys",
            "generate",
            "--region",
            "us-east-2",
            "--out",
            Keys,
            "--valid-from",
            "2025-05-01",
            "--valid-until",
            "2026-01-01"
        );
        await RunAsync("keys", "generate", "--region", "eu-west-1", "--out", Keys);
        var file = _folder.PathTo("exported.json");

        var toFile = await RunAsync("keys", "export", "--keys", Keys, "--region", "us-east-2", "--out", file);
        var toStdout = await RunAsync("keys", "export", "--keys", Keys, "--region", "us-east-2");

        toFile.Output.Should().BeEmpty();
        File.ReadAllText(file).Should().Be(toStdout.Output).And.NotContain("PRIVATE");
        var exported = KeyRingFile.Load(file).Entries.Single();
        var original = KeyRingFile.Load(Keys).Entries.Single(entry => entry.Region == "us-east-2");
        (exported.Key.Fingerprint, exported.ValidFrom, exported.ValidUntil)
            .Should()
            .Be((original.Key.Fingerprint, original.ValidFrom, original.ValidUntil));
    }

    [Fact]
    public async Task A_PEM_file_with_several_keys_is_loaded_completely()
    {
        await RunAsync("keys", "generate", "--region", "us-east-2", "--out", Keys);
        await RunAsync("keys", "rotate", "--region", "us-east-2", "--keys", Keys);
        var file = _folder.PathTo("exported.pem");

        await RunAsync("keys", "export", "--keys", Keys, "--format", "pem", "--out", file);

        KeyRingFile
            .Load(file)
            .Entries.Select(entry => entry.Key.Fingerprint)
            .Should()
            .BeEquivalentTo(KeyRingFile.Load(Keys).Entries.Select(entry => entry.Key.Fingerprint));
    }

    [Fact]
    public async Task Keys_of_several_regions_are_not_exported_into_one_file()
    {
        await RunAsync("keys", "generate", "--region", "us-east-2", "--out", Keys);
        await RunAsync("keys", "generate", "--region", "eu-west-1", "--out", Keys);

        await ShouldBeRejected("--region is required: ", "keys", "export", "--keys", Keys);
        await ShouldBeRejected(
            "no such key in ",
            "keys",
            "export",
            "--keys",
            Keys,
            "--region",
            "us-east-2",
            "--fingerprint",
            new string('0', 32)
        );
        await ShouldBeRejected(
            "--fingerprint: not a fingerprint: x",
            "keys",
            "export",
            "--keys",
            Keys,
            "--region",
            "us-east-2",
            "--fingerprint",
            "x"
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_imported_key_stays_encrypted_if_it_was(bool isEncrypted)
    {
        using var rsa = SharedKeys.NewCopyOfFirst();
        var parameters = new System.Security.Cryptography.PbeParameters(
            System.Security.Cryptography.PbeEncryptionAlgorithm.Aes128Cbc,
            System.Security.Cryptography.HashAlgorithmName.SHA1,
            2048
        );
        var pem = WriteSecret(
            "key.pem",
            isEncrypted ? rsa.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, parameters) : rsa.ExportRSAPrivateKeyPem()
        );

        var run = await RunAsync(
            "keys",
            "import",
            pem,
            "--region",
            "us-east-2",
            "--out",
            Keys,
            "--passphrase-file",
            PassphraseFile()
        );

        var path = _folder.PathTo("keys", "us-east-2", SharedKeys.First.Fingerprint.Hex);
        run.Output.Should().Be($"Private key\t{path}.private.pem\nPublic key\t{path}.json\n");
        using var folder = new SigningKeyDirectory(Keys, _ => Passphrase);
        folder.List().Single().IsEncrypted.Should().Be(isEncrypted);
        (await folder.GetAsync("us-east-2", Now, default))!.PublicKey.IsSameKeyAs(SharedKeys.First).Should().BeTrue();
        await ShouldBeRejected(
            "cannot write the keys: ",
            "keys",
            "import",
            pem,
            "--region",
            "us-east-2",
            "--out",
            Keys,
            "--passphrase-file",
            PassphraseFile()
        );
    }

    [Theory]
    [InlineData("kms:key")]
    [InlineData("kms:arn:aws:s3:us-east-2:111122223333:key/1234")]
    [InlineData("kms:arn:aws:kms:us-east-2:111122223333:key/../1234")]
    public async Task An_invalid_KMS_key_is_rejected_before_any_request(string key)
    {
        await ShouldBeRejected($"not a KMS key: {key}", "keys", "import", key, "--region", "us-east-2", "--out", Keys);
    }

    [Fact]
    public async Task A_passphrase_file_that_is_readable_by_others_empty_or_missing_is_rejected()
    {
        if (OperatingSystem.IsWindows())
            return;
        var loose = PassphraseFile();
        File.SetUnixFileMode(loose, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var expected = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [loose] = $"{loose}: the passphrase is accessible to other users",
            [WriteSecret("empty", "\n")] = "--passphrase-file: ",
            [WriteSecret("short", "1234567")] = "the passphrase is too short: it needs at least 8 characters",
            [_folder.PathTo("nowhere")] = $"cannot read {_folder.PathTo("nowhere")}: no such file",
        };

        foreach (var (file, error) in expected)
            await ShouldBeRejected(
                error,
                "keys",
                "generate",
                "--region",
                "us-east-2",
                "--out",
                Keys,
                "--encrypt",
                "--passphrase-file",
                file
            );
    }

    [Fact]
    public async Task Without_a_terminal_encryption_requires_a_passphrase() =>
        await ShouldBeRejected(
            "--encrypt needs a passphrase",
            "keys",
            "generate",
            "--region",
            "us-east-2",
            "--out",
            Keys,
            "--encrypt"
        );

    [Fact]
    public async Task A_validity_that_ends_before_it_starts_is_rejected() =>
        await ShouldBeRejected(
            "--valid-from 2025-06-01T00:00:00Z is later than --valid-until 2025-05-01T00:00:00Z",
            "keys",
            "generate",
            "--region",
            "us-east-2",
            "--out",
            Keys,
            "--valid-from",
            "2025-06-01",
            "--valid-until",
            "2025-05-01"
        );

    private string PassphraseFile() => WriteSecret("passphrase", Passphrase + "\n");

    private string WriteSecret(string name, string content)
    {
        var path = _folder.Write(name, content);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private async Task<IEnumerable<string>> StatesAsync(string time)
    {
        var run = await ProgramRun.AtAsync(
            new FixedClock(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture)),
            "keys",
            "list",
            "--keys",
            Keys
        );
        return run
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries)[^1].Trim());
    }

    private static async Task<ProgramRun> RunAsync(params string[] arguments)
    {
        var run = await ProgramRun.OfAsync(arguments);
        (run.ExitCode, run.Errors).Should().Be((0, ""));
        run.Output.Should().NotContain(Passphrase);
        return run;
    }

    /// <summary>Checks for a usage error with a hint, without the passphrase, that changes nothing.</summary>
    private async Task ShouldBeRejected(string error, params string[] arguments)
    {
        var before = _folder.State();

        var run = await ProgramRun.OfAsync(arguments);

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should()
            .StartWith("ctverify: " + error)
            .And.Contain("\nhint: ")
            .And.NotContain(Passphrase)
            .And.NotContain("internal error");
        _folder.State().Should().Equal(before);
    }

    [GeneratedRegex("[0-9a-f]{32}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AnyFingerprint();
}
