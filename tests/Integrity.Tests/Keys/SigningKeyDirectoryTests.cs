using System.Security.Cryptography;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Keys;

public sealed class SigningKeyDirectoryTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2025, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly TempDirectory _folder = new();
    private readonly RsaDigestSigner _signer = new(SharedKeys.NewCopyOfFirst());
    private readonly SigningKeyDirectory _keys;

    public SigningKeyDirectoryTests() => _keys = new SigningKeyDirectory(_folder.Path);

    public void Dispose()
    {
        _keys.Dispose();
        _folder.Dispose();
        _signer.Dispose();
    }

    [Fact]
    public async Task A_key_is_saved_with_its_public_half_and_loaded_again()
    {
        var (privatePath, publicPath) = Save();

        privatePath.Should().Be(_folder.PathTo("us-east-2", $"{_signer.PublicKey.Fingerprint}.private.pem"));
        publicPath.Should().Be(_folder.PathTo("us-east-2", $"{_signer.PublicKey.Fingerprint}.json"));
        (await SignerAsync(Now))!.PublicKey.IsSameKeyAs(_signer.PublicKey).Should().BeTrue();
        _keys.Regions.Should().Equal("us-east-2");
    }

    [Fact]
    public void The_public_half_holds_the_times_and_nothing_private()
    {
        var from = new DateTimeOffset(2025, 5, 4, 12, 0, 0, TimeSpan.Zero);
        var (_, publicPath) = _keys.Add(_signer, "us-east-2", from, from.AddDays(30));

        var key = PublicKeyList.Read(File.ReadAllBytes(publicPath), null).Keys.Single();

        (key.ValidFrom, key.ValidUntil).Should().Be((from, from.AddDays(30)));
        File.ReadAllText(publicPath).Should().NotContain("PRIVATE");
    }

    [Fact]
    public void Only_its_owner_can_read_a_private_key_and_everybody_its_public_half()
    {
        if (OperatingSystem.IsWindows())
            return;

        var (privatePath, publicPath) = Save();

        File.GetUnixFileMode(privatePath).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (File.GetUnixFileMode(publicPath) & UnixFileMode.OtherWrite).Should().Be(UnixFileMode.None);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public async Task A_private_key_that_others_can_read_or_write_is_refused(UnixFileMode more)
    {
        if (OperatingSystem.IsWindows())
            return;
        var (privatePath, _) = Save();
        File.SetUnixFileMode(privatePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);

        await Refused(
            $"{privatePath}: others than its owner can read or write this private key",
            $"chmod 600 '{privatePath}'"
        );
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
    public async Task Of_two_private_keys_that_are_valid_since_the_same_moment_none_is_picked()
    {
        var (privatePath, _) = Save();
        File.Copy(
            privatePath,
            privatePath.Replace(_signer.PublicKey.Fingerprint.Hex, "another", StringComparison.Ordinal)
        );

        await Refused(
            $"{_folder.PathTo("us-east-2")}: 2 keys are valid at 2025-05-04T12:00:00Z since the same moment, so nothing says which is to sign",
            "keep one of them, and move the others away"
        );
    }

    [Fact]
    public async Task Of_two_private_keys_the_one_signs_whose_validity_began_last()
    {
        using var second = new RsaDigestSigner(SharedKeys.NewCopyOfSecond());
        _keys.Add(_signer, "us-east-2", null, Now.AddDays(1));
        _keys.Add(second, "us-east-2", Now, null);

        (await SignerAsync(Now.AddTicks(-1)))!.PublicKey.IsSameKeyAs(_signer.PublicKey).Should().BeTrue();
        (await SignerAsync(Now))!.PublicKey.IsSameKeyAs(second.PublicKey).Should().BeTrue();
        (await SignerAsync(Now.AddDays(1)))!.PublicKey.IsSameKeyAs(second.PublicKey).Should().BeTrue();
    }

    [Fact]
    public async Task A_key_signs_up_to_the_end_of_its_validity_and_not_later()
    {
        _keys.Add(_signer, "us-east-2", Now.AddDays(-1), Now);

        (await SignerAsync(Now.AddDays(-1).AddTicks(-1))).Should().BeNull();
        (await SignerAsync(Now.AddDays(-1))).Should().NotBeNull();
        (await SignerAsync(Now)).Should().NotBeNull();
        (await SignerAsync(Now.AddTicks(1))).Should().BeNull();
    }

    [Fact]
    public async Task A_key_that_is_added_while_a_builder_runs_is_found()
    {
        (await SignerAsync(Now)).Should().BeNull();

        Save();

        (await SignerAsync(Now)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_private_key_beside_the_public_half_of_another_is_refused()
    {
        var (privatePath, publicPath) = Save();
        File.WriteAllBytes(publicPath, PublicKeyList.Write([new TrustedKey(SharedKeys.Second)]));

        await Refused(
            $"{privatePath}: the public key beside it is that of another key",
            "no verifier would accept what it signs: *"
        );
    }

    [Fact]
    public async Task A_public_half_that_lists_several_keys_is_refused()
    {
        var (_, publicPath) = Save();
        File.WriteAllBytes(
            publicPath,
            PublicKeyList.Write([new TrustedKey(SharedKeys.First), new TrustedKey(SharedKeys.Second)])
        );

        await Refused(
            $"{publicPath}: it holds several keys, so nothing says when the private key beside it is valid",
            "keep one key a file"
        );
    }

    [Fact]
    public async Task A_region_without_a_private_key_has_no_signer()
    {
        Save();

        (await _keys.GetAsync("eu-west-1", Now, default)).Should().BeNull();
    }

    [Fact]
    public async Task What_is_not_an_RSA_private_key_is_refused()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var content in new[] { "", "no PEM", ec.ExportPkcs8PrivateKeyPem(), ec.ExportECPrivateKeyPem() })
        {
            WritePrivate(content);
            await Refused("*x.private.pem: it is not an RSA private key in PEM", "make one: ctverify keys generate");
        }
    }

    [Fact]
    public async Task A_public_key_under_the_name_of_a_private_one_is_refused()
    {
        using var rsa = SharedKeys.NewCopyOfFirst();
        WritePrivate(rsa.ExportRSAPublicKeyPem());

        await Refused("*x.private.pem: it is not an RSA private key in PEM", "make one: ctverify keys generate");
    }

    [Fact]
    public void Folders_without_a_private_key_are_no_regions_to_build()
    {
        _folder.Write("eu-west-1/key.json", "{}");
        _folder.Write("Not a region/x.private.pem", "");

        _keys.Regions.Should().BeEmpty();
        using var nowhere = new SigningKeyDirectory(_folder.PathTo("nowhere"));
        nowhere.Regions.Should().BeEmpty();
    }

    private (string PrivatePath, string PublicPath) Save() => _keys.Add(_signer, "us-east-2", null, null);

    private void WritePrivate(string content)
    {
        var path = _folder.Write("us-east-2/x.private.pem", content);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private ValueTask<IDigestSigner?> SignerAsync(DateTimeOffset time) => _keys.GetAsync("us-east-2", time, default);

    private async Task Refused(string reason, string hint)
    {
        var load = async () => await SignerAsync(Now);

        (await load.Should().ThrowAsync<KeyFileException>()).WithMessage(reason).Which.Hint.Should().Match(hint);
    }
}
