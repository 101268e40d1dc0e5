using System.Security.Cryptography;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Keys;

/// <summary>Private keys protected by a passphrase. Other tests exchange such keys with the real OpenSSL.</summary>
public sealed class EncryptedKeyTests : IDisposable
{
    private const string Passphrase = "correct horse battery staple";
    private static readonly DateTimeOffset Now = new(2025, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly TempDirectory _directory = new();
    private readonly RsaDigestSigner _signer = new(SharedKeys.NewCopyOfFirst());
    private readonly List<string> _requested = [];

    public void Dispose()
    {
        _directory.Dispose();
        _signer.Dispose();
    }

    [Fact]
    public async Task An_encrypted_key_is_opened_with_its_passphrase()
    {
        var path = Save();

        using var keys = Keys(Passphrase);

        (await keys.GetAsync("us-east-2", Now, default))!.PublicKey.IsSameKeyAs(_signer.PublicKey).Should().BeTrue();
        _requested.Should().Equal(path);
    }

    [Fact]
    public async Task The_passphrase_is_requested_once_per_file_and_only_when_the_key_is_needed()
    {
        Save();
        using var keys = Keys(Passphrase);

        keys.List().Single().IsEncrypted.Should().BeTrue();
        _requested.Should().BeEmpty("listing the keys needs no passphrase");

        await keys.GetAsync("us-east-2", Now, default);
        await keys.GetAsync("us-east-2", Now.AddHours(1), default);
        _requested.Should().ContainSingle();
    }

    [Fact]
    public void Keys_are_written_as_PKCS_8_with_AES_256_and_600_000_PBKDF2_iterations()
    {
        var pem = File.ReadAllText(Save());

        pem.Should()
            .StartWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
            .And.EndWith("-----END ENCRYPTED PRIVATE KEY-----\n");
        var der = Convert.ToHexString(
            Convert.FromBase64String(string.Concat(pem.Split('\n').Where(line => !line.StartsWith('-'))))
        );
        der.Should()
            .Contain("06092A864886F70D01050D", "PBES2")
            .And.Contain("06092A864886F70D01050C", "PBKDF2")
            .And.Contain("06082A864886F70D0209", "HMAC with SHA-256")
            .And.Contain("060960864801650304012A", "AES-256 in CBC mode")
            .And.Contain("02030927C0", "600,000");
    }

    [Fact]
    public async Task A_wrong_passphrase_is_reported_and_never_printed()
    {
        var path = Save();
        using var keys = Keys("Tr0ub4dor and 3");

        var refusal = (await Opening(keys).Should().ThrowAsync<KeyFileException>()).Which;

        refusal.Message.Should().Be($"{path}: wrong passphrase, or not an RSA key encrypted with PBES2 and PBKDF2");
        refusal.ToString().Should().NotContain("Tr0ub4dor");
        refusal.Hint.Words().Should().NotBeEmpty();
    }

    [Fact]
    public async Task The_right_passphrase_works_after_a_wrong_one()
    {
        Save();
        var answers = new Queue<string>(["wrong", Passphrase]);
        using var keys = new SigningKeyDirectory(_directory.Path, _ => answers.Dequeue());
        await Opening(keys).Should().ThrowAsync<KeyFileException>();

        (await keys.GetAsync("us-east-2", Now, default)).Should().NotBeNull();
    }

    [Fact]
    public async Task An_encrypted_key_is_rejected_if_no_passphrase_is_available()
    {
        var path = Save();
        using var keys = new SigningKeyDirectory(_directory.Path);

        (await Opening(keys).Should().ThrowAsync<KeyFileException>()).WithMessage(
            $"{path}: the private key is encrypted, but there is no passphrase"
        );
    }

    [Fact]
    public void A_key_encrypted_in_the_old_form_is_rejected_with_a_command_to_convert_it()
    {
        var path = WritePrivate(
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n"
                + "-----END RSA PRIVATE KEY-----\n"
        );

        var load = () => SigningKeyDirectory.LoadFile(path);

        load.Should()
            .Throw<KeyFileException>()
            .WithMessage($"{path}: it uses an outdated encryption format")
            .Which.Hint.Words()
            .Should()
            .StartWith("convert it with: openssl pkcs8 -topk8 ");
    }

    [Fact]
    public void An_encrypted_key_of_another_algorithm_is_rejected()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var path = WritePrivate(
            ec.ExportEncryptedPkcs8PrivateKeyPem(
                Passphrase,
                new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1)
            )
        );

        var load = () => SigningKeyDirectory.LoadFile(path, _ => Passphrase);

        load.Should().Throw<KeyFileException>().WithMessage("*not an RSA key encrypted with PBES2*");
    }

    [Fact]
    public void A_file_too_large_for_a_private_key_is_not_read()
    {
        var path = WritePrivate(new string('x', 100_000));

        var load = () => SigningKeyDirectory.LoadFile(path);

        load.Should().Throw<KeyFileException>().WithMessage("*the file is too large for a private key (100000 bytes)");
    }

    [Fact]
    public void Key_directories_are_accessible_to_their_owner_only()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var keys = new SigningKeyDirectory(_directory.PathTo("keys"));
        keys.Add(_signer, "us-east-2", null, null);

        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var made in new[] { _directory.PathTo("keys"), _directory.PathTo("keys", "us-east-2") })
            File.GetUnixFileMode(made).Should().Be(OwnerOnly);
    }

    private string Save()
    {
        using var keys = new SigningKeyDirectory(_directory.Path);
        return keys.Add(_signer, "us-east-2", null, null, Passphrase).PrivatePath;
    }

    private string WritePrivate(string content)
    {
        var path = _directory.Write("key.pem", content);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private SigningKeyDirectory Keys(string passphrase) =>
        new(
            _directory.Path,
            path =>
            {
                _requested.Add(path);
                return passphrase;
            }
        );

    private static Func<Task> Opening(SigningKeyDirectory keys) =>
        async () => await keys.GetAsync("us-east-2", Now, default);
}
