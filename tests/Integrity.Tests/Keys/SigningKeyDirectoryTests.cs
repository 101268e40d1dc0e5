using System.Security.Cryptography;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Keys;

public sealed class SigningKeyDirectoryTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2025, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly TempDirectory _directory = new();
    private readonly RsaDigestSigner _signer = new(SharedKeys.NewCopyOfFirst());
    private readonly SigningKeyDirectory _keys;

    public SigningKeyDirectoryTests() => _keys = new SigningKeyDirectory(_directory.Path);

    public void Dispose()
    {
        _keys.Dispose();
        _directory.Dispose();
        _signer.Dispose();
    }

    [Fact]
    public async Task A_key_is_saved_with_its_public_key_and_loaded_again()
    {
        var (privatePath, publicPath) = Save();

        privatePath.Should().Be(_directory.PathTo("us-east-2", $"{_signer.PublicKey.Fingerprint}.private.pem"));
        publicPath.Should().Be(_directory.PathTo("us-east-2", $"{_signer.PublicKey.Fingerprint}.json"));
        (await SignerAsync(Now))!.PublicKey.IsSameKeyAs(_signer.PublicKey).Should().BeTrue();
        _keys.Regions.Should().Equal("us-east-2");
    }

    [Fact]
    public void The_public_key_file_contains_the_validity_and_no_private_key()
    {
        var from = new DateTimeOffset(2025, 5, 4, 12, 0, 0, TimeSpan.Zero);
        var (_, publicPath) = _keys.Add(_signer, "us-east-2", from, from.AddDays(30));

        var key = PublicKeyList.Read(File.ReadAllBytes(publicPath), null).Keys.Single();

        (key.ValidFrom, key.ValidUntil).Should().Be((from, from.AddDays(30)));
        File.ReadAllText(publicPath).Should().NotContain("PRIVATE");
    }

    [Fact]
    public void A_private_key_is_readable_by_its_owner_only_and_the_public_key_by_everyone()
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
    public async Task A_private_key_that_others_can_read_or_write_is_rejected(UnixFileMode more)
    {
        if (OperatingSystem.IsWindows())
            return;
        var (privatePath, _) = Save();
        File.SetUnixFileMode(privatePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);

        await ShouldBeRejectedAsync(
            $"{privatePath}: the private key is accessible to other users",
            $"chmod 600 '{privatePath}'"
        );
    }

    [Fact]
    public void An_existing_key_is_not_overwritten()
    {
        Save();
        var before = _directory.State();

        var again = Save;

        again.Should().Throw<IOException>();
        _directory.State().Should().Equal(before);
    }

    [Fact]
    public async Task Two_private_keys_valid_since_the_same_time_are_rejected()
    {
        var (privatePath, _) = Save();
        File.Copy(
            privatePath,
            privatePath.Replace(_signer.PublicKey.Fingerprint.Hex, "another", StringComparison.Ordinal)
        );

        await ShouldBeRejectedAsync(
            $"{_directory.PathTo("us-east-2")}: 2 keys valid at 2025-05-04T12:00:00Z became valid at the same time, "
                + "so the signing key is ambiguous",
            "keep one of them and move the others away"
        );
    }

    [Fact]
    public async Task The_private_key_whose_validity_started_last_signs()
    {
        using var second = new RsaDigestSigner(SharedKeys.NewCopyOfSecond());
        _keys.Add(_signer, "us-east-2", null, Now.AddDays(1));
        _keys.Add(second, "us-east-2", Now, null);

        (await SignerAsync(Now.AddTicks(-1)))!.PublicKey.IsSameKeyAs(_signer.PublicKey).Should().BeTrue();
        (await SignerAsync(Now))!.PublicKey.IsSameKeyAs(second.PublicKey).Should().BeTrue();
        (await SignerAsync(Now.AddDays(1)))!.PublicKey.IsSameKeyAs(second.PublicKey).Should().BeTrue();
    }

    [Fact]
    public async Task A_key_signs_until_the_end_of_its_validity()
    {
        _keys.Add(_signer, "us-east-2", Now.AddDays(-1), Now);

        (await SignerAsync(Now.AddDays(-1).AddTicks(-1))).Should().BeNull();
        (await SignerAsync(Now.AddDays(-1))).Should().NotBeNull();
        (await SignerAsync(Now)).Should().NotBeNull();
        (await SignerAsync(Now.AddTicks(1))).Should().BeNull();
    }

    [Fact]
    public async Task A_key_added_while_a_builder_runs_is_found()
    {
        (await SignerAsync(Now)).Should().BeNull();

        Save();

        (await SignerAsync(Now)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_private_key_beside_a_different_public_key_is_rejected()
    {
        var (privatePath, publicPath) = Save();
        File.WriteAllBytes(publicPath, PublicKeyList.Write([new TrustedKey(SharedKeys.Second)]));

        await ShouldBeRejectedAsync(
            $"{privatePath}: the public key next to it belongs to another private key",
            "store each private key next to its own public key; *"
        );
    }

    [Fact]
    public async Task A_public_key_file_with_several_keys_is_rejected()
    {
        var (_, publicPath) = Save();
        File.WriteAllBytes(
            publicPath,
            PublicKeyList.Write([new TrustedKey(SharedKeys.First), new TrustedKey(SharedKeys.Second)])
        );

        await ShouldBeRejectedAsync(
            $"{publicPath}: it contains several keys, so the validity of the private key is ambiguous",
            "keep one key per file"
        );
    }

    [Fact]
    public async Task A_region_without_a_private_key_has_no_signer()
    {
        Save();

        (await _keys.GetAsync("eu-west-1", Now, default)).Should().BeNull();
    }

    [Fact]
    public async Task A_file_without_an_RSA_private_key_is_rejected()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var content in new[] { "", "no PEM", ec.ExportPkcs8PrivateKeyPem(), ec.ExportECPrivateKeyPem() })
        {
            WritePrivate(content);
            await ShouldBeRejectedAsync(
                "*x.private.pem: it is not an RSA private key in PEM",
                "create one with: ctverify keys generate"
            );
        }
    }

    [Fact]
    public async Task A_public_key_named_like_a_private_key_is_rejected()
    {
        using var rsa = SharedKeys.NewCopyOfFirst();
        WritePrivate(rsa.ExportRSAPublicKeyPem());

        await ShouldBeRejectedAsync(
            "*x.private.pem: it is not an RSA private key in PEM",
            "create one with: ctverify keys generate"
        );
    }

    [Fact]
    public void Directories_without_a_private_key_are_not_regions()
    {
        _directory.Write("eu-west-1/key.json", "{}");
        _directory.Write("Not a region/x.private.pem", "");

        _keys.Regions.Should().BeEmpty();
        using var nowhere = new SigningKeyDirectory(_directory.PathTo("nowhere"));
        nowhere.Regions.Should().BeEmpty();
    }

    private SigningKeyPaths Save() => _keys.Add(_signer, "us-east-2", null, null);

    private void WritePrivate(string content)
    {
        var path = _directory.Write("us-east-2/x.private.pem", content);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private ValueTask<IDigestSigner?> SignerAsync(DateTimeOffset time) => _keys.GetAsync("us-east-2", time, default);

    private async Task ShouldBeRejectedAsync(string reason, string hint)
    {
        var load = async () => await SignerAsync(Now);

        (await load.Should().ThrowAsync<KeyFileException>())
            .WithMessage(reason)
            .Which.Hint.Words()
            .Should()
            .Match(hint);
    }
}
