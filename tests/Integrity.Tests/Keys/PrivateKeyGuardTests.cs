using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Keys;

/// <summary>
/// A private key is used only if its owner is the current user or root and nobody else can read, change or replace it.
/// </summary>
public sealed class PrivateKeyGuardTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2025, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly TempDirectory _directory = new();
    private readonly RsaDigestSigner _signer = new(SharedKeys.NewCopyOfFirst());
    private readonly SigningKeyDirectory _keys;

    public PrivateKeyGuardTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "access control lists of Windows are not checked");
        _keys = new SigningKeyDirectory(_directory.PathTo("keys"));
    }

    public void Dispose()
    {
        _keys?.Dispose();
        _directory.Dispose();
        _signer.Dispose();
    }

    [Fact]
    public async Task A_private_key_of_another_user_is_rejected()
    {
        Assert.SkipUnless(UnixFiles.IsRoot, "only root can change the owner of a file");
        var (path, _) = _keys.Add(_signer, "us-east-2", null, null);
        UnprivilegedUser.GiveToNobody(path);

        await FluentActions
            .Awaiting(SignerAsync)
            .Should()
            .ThrowAsync<KeyFileException>()
            .WithMessage($"{path}: the private key belongs to another user (user ID 65534)");
        FluentActions
            .Invoking(() => SigningKeyDirectory.LoadFile(path))
            .Should()
            .Throw<KeyFileException>()
            .WithMessage("*belongs to another user*");
    }

    [Theory]
    [InlineData("keys")]
    [InlineData("keys/us-east-2")]
    public async Task A_key_directory_of_another_user_is_rejected(string directory)
    {
        Assert.SkipUnless(UnixFiles.IsRoot, "only root can change the owner of a file");
        _keys.Add(_signer, "us-east-2", null, null);
        UnprivilegedUser.GiveToNobody(_directory.PathTo(directory));

        await FluentActions
            .Awaiting(SignerAsync)
            .Should()
            .ThrowAsync<KeyFileException>()
            .WithMessage(
                $"{_directory.PathTo(directory)}: "
                    + "the directory of private keys belongs to another user (user ID 65534)"
            );
    }

    [Theory]
    [InlineData("keys", UnixFileMode.GroupWrite)]
    [InlineData("keys", UnixFileMode.OtherWrite)]
    [InlineData("keys/us-east-2", UnixFileMode.GroupWrite)]
    [InlineData("keys/us-east-2", UnixFileMode.OtherWrite)]
    public async Task A_directory_where_others_can_replace_keys_is_rejected(string directory, UnixFileMode more)
    {
        if (OperatingSystem.IsWindows())
            return;
        var (path, _) = _keys.Add(_signer, "us-east-2", null, null);
        File.SetUnixFileMode(_directory.PathTo(directory), File.GetUnixFileMode(_directory.PathTo(directory)) | more);

        await FluentActions
            .Awaiting(SignerAsync)
            .Should()
            .ThrowAsync<KeyFileException>()
            .Where(e =>
                e.Message
                    == $"{_directory.PathTo(directory)}: " + "other users can replace private keys in this directory"
                && e.Hint == $"chmod go-w '{_directory.PathTo(directory)}'"
            );
        FluentActions
            .Invoking(() => _keys.Add(new RsaDigestSigner(SharedKeys.NewCopyOfSecond()), "us-east-2", null, null))
            .Should()
            .Throw<KeyFileException>("a new key would not be safe there");
        if (directory != "keys")
            FluentActions
                .Invoking(() => SigningKeyDirectory.LoadFile(path))
                .Should()
                .Throw<KeyFileException>()
                .WithMessage("*can replace private keys*");
    }

    [Fact]
    public async Task A_directory_with_the_sticky_bit_is_accepted_because_others_cannot_replace_files()
    {
        if (OperatingSystem.IsWindows())
            return;
        _keys.Add(_signer, "us-east-2", null, null);
        File.SetUnixFileMode(
            _directory.PathTo("keys", "us-east-2"),
            File.GetUnixFileMode(_directory.PathTo("keys", "us-east-2"))
                | UnixFileMode.OtherWrite
                | UnixFileMode.StickyBit
        );

        (await SignerAsync()).Should().NotBeNull();
    }

    [Fact]
    public void A_named_pipe_in_place_of_a_private_key_is_rejected_at_once()
    {
        if (OperatingSystem.IsWindows())
            return;
        var pipe = UnixFiles.MakePipe(_directory.PathTo("key.private.pem"));
        File.SetUnixFileMode(pipe, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        FluentActions
            .Invoking(() => SigningKeyDirectory.LoadFile(pipe))
            .Should()
            .Throw<KeyFileException>()
            .WithMessage("*it is a pipe, socket or device*");
    }

    private async Task<IDigestSigner?> SignerAsync() => await _keys.GetAsync("us-east-2", Now, default);
}
