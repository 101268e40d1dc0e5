using System.Security.Cryptography;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Keys;

public sealed class KeyRingFileTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_keys_of_this_repository_are_loaded_for_their_regions()
    {
        var ring = KeyRingFile.Load(Repository.PathTo("keys"));

        ring.Entries.Should().OnlyContain(e => e.ValidFrom == null && e.ValidUntil == null);
        ring.Entries.Select(e => $"{e.Region}/{e.Key.Fingerprint}.pem")
            .Should()
            .Equal(
                Directory
                    .GetFiles(Repository.PathTo("keys"), "*.pem", SearchOption.AllDirectories)
                    .Select(path => Path.GetRelativePath(Repository.PathTo("keys"), path))
                    .Order(StringComparer.Ordinal),
                "each file is named after the fingerprint of its key"
            );
    }

    [Theory]
    [InlineData("list.json")]
    [InlineData("list.txt")]
    [InlineData("pkcs1.pem")]
    [InlineData("spki.pem")]
    [InlineData("pkcs1.der")]
    [InlineData("spki.der")]
    public void A_file_given_by_name_is_read_in_any_supported_form(string name)
    {
        var path = _directory.Write(name, ContentFor(name));

        var ring = KeyRingFile.Load(path);

        ring.Entries.Should().ContainSingle().Which.Region.Should().BeNull("a single file names no region");
        ring.Entries[0].Key.IsSameKeyAs(SharedKeys.First).Should().BeTrue();
    }

    [Fact]
    public void A_file_may_start_with_a_byte_order_mark_or_blank_lines()
    {
        var path = _directory.Write("key.pem", "\ufeff\r\n\n" + Pem("pkcs1.pem"));

        KeyRingFile.Load(path).Count.Should().Be(1);
    }

    [Fact]
    public void Files_apply_to_every_region_and_files_in_a_region_directory_to_that_region()
    {
        _directory.Write("all.der", SharedKeys.FirstDer);
        _directory.Write("us-east-2/one.json", ContentFor("list.json"));
        _directory.Write("eu-west-1/two.der", SharedKeys.SecondDer);

        KeyRingFile
            .Load(_directory.Path)
            .Entries.Select(e => (e.Region, e.Key.Fingerprint))
            .Should()
            .Equal(
                (null, SharedKeys.First.Fingerprint),
                ("eu-west-1", SharedKeys.Second.Fingerprint),
                ("us-east-2", SharedKeys.First.Fingerprint)
            );
    }

    [Fact]
    public void Private_keys_and_files_with_other_extensions_are_not_opened()
    {
        _directory.Write("us-east-2/key.der", SharedKeys.FirstDer);
        _directory.Write("us-east-2/1.private.pem", "not even PEM");
        _directory.Write("README.md", "about the keys");
        _directory.Write("us-east-2/notes.txt", "about the key");
        _directory.Write("Not a region/key.pem", "not even PEM");
        _directory.Write("us-east-2/deeper/key.pem", "not even PEM");

        KeyRingFile.Load(_directory.Path).Count.Should().Be(1);
    }

    [Fact]
    public void The_output_of_keys_generate_can_be_loaded()
    {
        using var signer = new RsaDigestSigner(SharedKeys.NewCopyOfFirst());
        using var keys = new SigningKeyDirectory(_directory.Path);
        keys.Add(signer, "us-east-2", null, null);

        KeyRingFile.Load(_directory.Path).Entries.Should().ContainSingle().Which.Region.Should().Be("us-east-2");
    }

    [Theory]
    [InlineData("key.json", "not JSON", "it is not valid JSON")]
    [InlineData("key.json", "{\"PublicKeyList\": []}", "the list of public keys is empty")]
    [InlineData("key.json", "{\"other\": 1}", "member PublicKeyList is missing")]
    [InlineData(
        "key.pem",
        "-----BEGIN PUBLIC KEY-----\n",
        "it is not valid PEM: line 1: -----BEGIN PUBLIC KEY----- has no END line; the file is truncated"
    )]
    [InlineData(
        "key.pem",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----BEGIN PUBLIC KEY-----\n",
        "it is not valid PEM: line 1: -----BEGIN PUBLIC KEY----- has no END line; the file is truncated"
    )]
    [InlineData(
        "key.pem",
        "AAAA\n-----END PUBLIC KEY-----\n-----BEGIN PUBLIC KEY-----\n",
        "it is not valid PEM: line 2: END line without a BEGIN line"
    )]
    [InlineData(
        "key.pem",
        "-----BEGIN PUBLIC KEY----\nAAAA\n-----END PUBLIC KEY-----\n",
        "it is not valid PEM: line 1: expected -----BEGIN PUBLIC KEY-----"
    )]
    [InlineData(
        "key.pem",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END RSA PUBLIC KEY-----\n",
        "it is not valid PEM: line 3: -----END RSA PUBLIC KEY----- does not match -----BEGIN PUBLIC KEY----- in line 1"
    )]
    [InlineData(
        "key.pem",
        "-----BEGIN PUBLIC KEY-----\nAAAA\nAA!A\n-----END PUBLIC KEY-----\n",
        "it is not valid PEM: line 3, column 3: '!' is not a base64 character"
    )]
    [InlineData(
        "key.pem",
        "-----BEGIN PUBLIC KEY-----\nAAA=\nAAAA\n-----END PUBLIC KEY-----\n",
        "it is not valid PEM: line 3, column 1: text after the end of the base64"
    )]
    [InlineData(
        "key.pem",
        "-----BEGIN PUBLIC KEY-----\r\nAAAA\r\nAAA\r\n-----END PUBLIC KEY-----\r\n",
        "it is not valid PEM: lines 2 to 3: the base64 is truncated (7 characters, not a multiple of 4)"
    )]
    [InlineData("key.pem", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n", "lines 1 to 2: it is empty")]
    [InlineData(
        "key.pem",
        "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEF\n-----END PUBLIC KEY-----\n",
        "lines 1 to 3: the DER is truncated: 18 of 294 bytes"
    )]
    [InlineData(
        "key.pem",
        "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n",
        "lines 1 to 3: the DER is corrupt or not an RSA public key"
    )]
    [InlineData("key.pem", "no key at all", "it is neither PEM nor DER")]
    [InlineData(
        "key.pem",
        "ssh-rsa AAAAB3NzaC1yc2E me@example.com",
        "it is an OpenSSH public key; convert it with: ssh-keygen -e -m PKCS8 -f FILE"
    )]
    [InlineData(
        "key.pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "the PEM block is labeled CERTIFICATE, not RSA PUBLIC KEY"
    )]
    [InlineData("key.pem", "-----BEGIN RSA PUBLIC KEY-----\nAAAA\n-----END RSA PUBLIC KEY-----\n", "*")]
    [InlineData("key.der", "not DER", "*")]
    [InlineData("key.der", "", "the file is empty")]
    public void A_malformed_file_is_reported_with_its_problem(string name, string content, string fault)
    {
        var path = _directory.Write(name, content);

        ShouldBeRejected(path, $"{path}: {fault}");
        ShouldBeRejected(_directory.Path, $"{path}: {fault}");
    }

    [Fact]
    public void A_private_key_is_rejected_as_a_public_key()
    {
        using var rsa = SharedKeys.NewCopyOfFirst();
        var path = _directory.Write("key.pem", rsa.ExportRSAPrivateKeyPem());

        ShouldBeRejected(path, $"{path}: the PEM block is labeled RSA PRIVATE KEY, not RSA PUBLIC KEY");
    }

    [Fact]
    public void A_key_of_another_algorithm_is_rejected() =>
        ShouldBeRejected(
            _directory.Write("key.pem", SharedKeys.EcPem()),
            "*key.pem: lines 1 to *: it is an EC key, not an RSA key"
        );

    [Fact]
    public void A_file_that_is_too_large_is_not_read()
    {
        var path = _directory.PathTo("key.json");
        using (var file = File.Create(path))
            file.SetLength((16 << 20) + 1);

        ShouldBeRejected(path, $"{path}: the file is too large for a key file (16777217 bytes)");
    }

    [Fact]
    public void A_missing_path_and_a_directory_without_keys_are_rejected()
    {
        ShouldBeRejected(
            _directory.PathTo("nowhere"),
            $"cannot read {_directory.PathTo("nowhere")}: no such file or directory"
        );
        ShouldBeRejected(_directory.Path, $"{_directory.Path}: the directory contains no public keys");
    }

    private static byte[] ContentFor(string name) =>
        name switch
        {
            "list.json" or "list.txt" => PublicKeyList.Write([new TrustedKey(SharedKeys.First)]),
            "pkcs1.der" => SharedKeys.FirstDer,
            "spki.der" => SharedKeys.FirstSpki,
            _ => System.Text.Encoding.ASCII.GetBytes(Pem(name)),
        };

    private static string Pem(string name) =>
        name == "spki.pem"
            ? PemEncoding.WriteString("PUBLIC KEY", SharedKeys.FirstSpki)
            : PemEncoding.WriteString("RSA PUBLIC KEY", SharedKeys.FirstDer);

    private static void ShouldBeRejected(string path, string reason)
    {
        var load = () => KeyRingFile.Load(path);

        load.Should()
            .Throw<KeyFileException>()
            .WithMessage(reason)
            .Which.Hint.Words()
            .Should()
            .StartWith("pass the output of list-public-keys");
    }
}
