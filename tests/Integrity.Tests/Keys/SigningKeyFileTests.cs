using System.Security.Cryptography;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Keys;

public sealed class SigningKeyFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly RsaDigestSigner _signer = new(SharedKeys.NewCopyOfFirst());

    public void Dispose()
    {
        _folder.Dispose();
        _signer.Dispose();
    }

    [Fact]
    public void A_key_is_saved_with_its_public_half_and_loaded_again()
    {
        var (privatePath, publicPath) = Save();

        privatePath.Should().Be(_folder.PathTo("us-east-2", $"{_signer.PublicKey.Fingerprint}.private.pem"));
        publicPath.Should().Be(_folder.PathTo("us-east-2", $"{_signer.PublicKey.Fingerprint}.json"));
        using var loaded = SigningKeyFile.Load(_folder.Path, "us-east-2");
        loaded.PublicKey.IsSameKeyAs(_signer.PublicKey).Should().BeTrue();
        SigningKeyFile.Regions(_folder.Path).Should().Equal("us-east-2");
    }

    [Fact]
    public void The_public_half_holds_the_times_and_nothing_private()
    {
        var from = new DateTimeOffset(2025, 5, 4, 12, 0, 0, TimeSpan.Zero);
        var (_, publicPath) = SigningKeyFile.Save(_signer, _folder.Path, "us-east-2", from, from.AddDays(30));

        var key = PublicKeyList.Parse(File.ReadAllBytes(publicPath), null).Single();

        (key.ValidFrom, key.ValidUntil).Should().Be((from, from.AddDays(30)));
        File.ReadAllText(publicPath).Should().NotContain("PRIVATE");
    }

    [Fact]
    public void Only_its_owner_can_read_a_private_key_and_everybody_its_public_half()
    {
        if (OperatingSystem.IsWindows()) return;

        var (privatePath, publicPath) = Save();

        File.GetUnixFileMode(privatePath).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (File.GetUnixFileMode(publicPath) & UnixFileMode.OtherWrite).Should().Be(UnixFileMode.None);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_private_key_that_others_can_read_or_write_is_refused(UnixFileMode more)
    {
        if (OperatingSystem.IsWindows()) return;
        var (privatePath, _) = Save();
        File.SetUnixFileMode(privatePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);

        Refused($"{privatePath}: others than its owner can read or write this private key", $"chmod 600 '{privatePath}'");
    }

    [Fact]
    public void A_key_that_exists_is_not_written_over()
    {
        Save();
        var before = _folder.State();

        var again = Save;

        again.Should().Throw<IOException>();
        _folder.State().Should().Equal(before);
    }

    [Fact]
    public void Of_several_private_keys_none_is_picked()
    {
        var (privatePath, _) = Save();
        File.Copy(privatePath, privatePath.Replace(_signer.PublicKey.Fingerprint.Hex, "another", StringComparison.Ordinal));

        Refused($"{_folder.PathTo("us-east-2")}: there are 2 private keys for us-east-2", "keep the one that is to sign, and move the others away");
    }

    [Fact]
    public void A_region_without_a_private_key_is_told_with_the_command_that_makes_one() =>
        Refused($"{_folder.PathTo("us-east-2")}: there is no private key for us-east-2", $"make one: ctverify keys generate --region us-east-2 --out {_folder.Path}");

    [Fact]
    public void What_is_not_an_RSA_private_key_is_refused()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = SharedKeys.NewCopyOfFirst();
        foreach (var content in new[] { "", "no PEM", ec.ExportPkcs8PrivateKeyPem(), ec.ExportECPrivateKeyPem(), rsa.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1)) })
        {
            WritePrivate(content);
            Refused("*x.private.pem: it is not an RSA private key in PEM", "make one: *");
        }
    }

    [Fact]
    public void A_public_key_under_the_name_of_a_private_one_is_refused()
    {
        using var rsa = SharedKeys.NewCopyOfFirst();
        WritePrivate(rsa.ExportRSAPublicKeyPem());

        Refused("*x.private.pem: it is not an RSA private key in PEM", "make one: *");
    }

    [Fact]
    public void Folders_without_a_private_key_are_no_regions_to_build()
    {
        _folder.Write("eu-west-1/key.json", "{}");
        _folder.Write("Not a region/x.private.pem", "");

        SigningKeyFile.Regions(_folder.Path).Should().BeEmpty();
        SigningKeyFile.Regions(_folder.PathTo("nowhere")).Should().BeEmpty();
    }

    private (string PrivatePath, string PublicPath) Save() => SigningKeyFile.Save(_signer, _folder.Path, "us-east-2", null, null);

    private void WritePrivate(string content)
    {
        var path = _folder.Write("us-east-2/x.private.pem", content);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private void Refused(string reason, string hint)
    {
        var load = () => SigningKeyFile.Load(_folder.Path, "us-east-2");

        load.Should().Throw<KeyFileException>().WithMessage(reason).Which.Hint.Should().Match(hint);
    }
}
