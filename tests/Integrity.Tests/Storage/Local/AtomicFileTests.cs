using Integrity.Storage.Local;
using Integrity.Tests.Support;

namespace Integrity.Tests.Storage.Local;

/// <summary>A file is written completely or not at all, and nothing else is left.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private string Target => _directory.PathTo("file");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_file_is_created_or_replaced()
    {
        await ReplaceAsync("one");
        await ReplaceAsync("two");

        File.ReadAllText(Target).Should().Be("two");
        Directory.GetFileSystemEntries(_directory.Path).Should().Equal(Target);
    }

    [Fact]
    public async Task A_failed_write_keeps_the_old_file_and_leaves_nothing_else()
    {
        await ReplaceAsync("old");

        await FluentActions
            .Awaiting(() =>
                AtomicFile.ReplaceAsync(
                    Target,
                    stream =>
                    {
                        stream.Write("half"u8);
                        throw new IOException("no space left");
                    }
                )
            )
            .Should()
            .ThrowAsync<IOException>();

        File.ReadAllText(Target).Should().Be("old");
        Directory.GetFileSystemEntries(_directory.Path).Should().Equal(Target);
    }

    [Fact]
    public async Task A_link_is_replaced_and_not_followed()
    {
        var other = _directory.Write("other", "theirs");
        File.CreateSymbolicLink(Target, other);

        await ReplaceAsync("mine");

        (File.ReadAllText(Target), File.ReadAllText(other), new FileInfo(Target).LinkTarget)
            .Should()
            .Be(("mine", "theirs", null));
    }

    [Fact]
    public async Task A_pipe_or_a_directory_is_not_replaced()
    {
        if (OperatingSystem.IsWindows())
            return;
        UnixFiles.MakePipe(Target);

        await FluentActions
            .Awaiting(() => ReplaceAsync("x"))
            .Should()
            .ThrowAsync<IOException>()
            .WithMessage("it is a directory, pipe or device*");
        await FluentActions
            .Awaiting(() => AtomicFile.ReplaceAsync(_directory.Path, _ => Task.CompletedTask))
            .Should()
            .ThrowAsync<IOException>();
    }

    [Fact]
    public void A_private_file_is_created_with_private_permissions_and_not_overwritten()
    {
        AtomicFile.Write(Target, [1], replaces: false, isPrivate: true);

        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Target).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        FluentActions
            .Invoking(() => AtomicFile.Write(Target, [2], replaces: false, isPrivate: true))
            .Should()
            .Throw<IOException>();
        File.ReadAllBytes(Target).Should().Equal(1);
    }

    private Task ReplaceAsync(string content) =>
        AtomicFile.ReplaceAsync(
            Target,
            async stream => await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(content))
        );
}
