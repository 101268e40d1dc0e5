using Integrity.Storage;
using Integrity.Storage.Local;
using Integrity.Tests.Support;

namespace Integrity.Tests.Storage.Local;

/// <summary>
/// Writes in an untrusted directory never follow a link, never overwrite a file, and delete only the intended file.
/// </summary>
public sealed class LocalDirectoryWritingTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly LocalDirectory _root;

    public LocalDirectoryWritingTests()
    {
        _directory.Write("outside/file", "outside");
        _directory.Write("root/there", "there");
        _root = LocalDirectory.Open(_directory.PathTo("root"));
    }

    public void Dispose()
    {
        _root.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void A_file_is_created_only_once()
    {
        using (var file = _root.CreateFile("new"))
            RandomAccess.Write(file!, "new"u8, 0);

        _root.CreateFile("new").Should().BeNull();
        File.ReadAllText(At("new")).Should().Be("new");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(At("new")).Should().HaveFlag(UnixFileMode.UserWrite | UnixFileMode.UserRead);
    }

    [Fact]
    public void A_private_file_is_readable_by_its_owner_only()
    {
        if (OperatingSystem.IsWindows())
            return;

        _root.CreateFile("key", isPrivate: true)!.Dispose();

        File.GetUnixFileMode(At("key")).Should().Be(UnixFileMode.UserWrite | UnixFileMode.UserRead);
        _root.Find("key")!.Value.Mode.Should().Be(UnixFileMode.UserWrite | UnixFileMode.UserRead);
    }

    [Fact]
    public void Nothing_is_written_through_a_planted_link()
    {
        File.CreateSymbolicLink(At("planted"), _directory.PathTo("outside", "new"));
        Directory.CreateSymbolicLink(At("directory"), _directory.PathTo("outside"));

        _root.CreateFile("planted").Should().BeNull("the name is taken");
        _root
            .Invoking(r => r.CreateDirectory("directory"))
            .Should()
            .Throw<StoreException>()
            .WithMessage("its path contains a symbolic link*");

        File.Exists(_directory.PathTo("outside", "new")).Should().BeFalse();
    }

    [Fact]
    public void An_unnamed_file_is_invisible_until_it_is_linked()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var file = _root.CreateUnnamed();
        if (file is null)
            return;
        RandomAccess.Write(file, "whole"u8, 0);
        Directory.GetFileSystemEntries(At("")).Should().ContainSingle();

        _root.Link(file, "there").Should().BeFalse("the name is taken");
        _root.Link(file, "new").Should().BeTrue();

        File.ReadAllText(At("new")).Should().Be("whole");
        File.ReadAllText(At("there")).Should().Be("there");
    }

    [Fact]
    public void A_missing_directory_is_created()
    {
        using var first = _root.CreateDirectory("made");
        using var again = _root.CreateDirectory("made");

        again.Status().Identity.Should().Be(first.Status().Identity);
        _root
            .Invoking(r => r.CreateDirectory("there"))
            .Should()
            .Throw<IOException>()
            .WithMessage("*a file has its name*");
    }

    [Fact]
    public void Only_the_intended_file_is_deleted()
    {
        var identity = _root.Find("there")!.Value.Identity;
        File.Move(At("there"), At("elsewhere"));
        _directory.Write("root/there", "another");

        _root.Delete("there", identity).Should().BeFalse();
        _root.Delete("elsewhere", identity).Should().BeTrue();
        _root.Delete("elsewhere").Should().BeFalse("it is already deleted");

        File.ReadAllText(At("there")).Should().Be("another");
    }

    [Fact]
    public void Deleting_a_link_does_not_delete_its_target()
    {
        File.CreateSymbolicLink(At("link"), _directory.PathTo("outside", "file"));

        _root.Delete("link").Should().BeTrue();

        File.Exists(_directory.PathTo("outside", "file")).Should().BeTrue();
    }

    [Fact]
    public void RenameOnce_keeps_an_existing_file_and_Rename_replaces_it()
    {
        using var other = _root.CreateDirectory("other");
        _directory.Write("root/a", "a");
        _directory.Write("root/b", "b");

        _root.RenameOnce("a", other, "name").Should().BeTrue();
        _root.RenameOnce("b", other, "name").Should().BeFalse();
        _root.Rename("b", other, "name");

        File.ReadAllText(At("other/name")).Should().Be("b");
        Directory.GetFiles(At("")).Select(Path.GetFileName).Should().Equal("there");
    }

    [Fact]
    public void An_invalid_file_name_is_an_error()
    {
        foreach (var name in (string[])["", "..", "a/b", "\0", new string('x', 300)])
            _root.Invoking(r => r.CreateFile(name)).Should().Throw<IOException>();
    }

    [Fact]
    public void A_lock_excludes_others_until_it_is_released()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var other = LocalDirectory.Open(_directory.PathTo("root"));

        _root.Lock(isShared: false, waits: true).Should().BeTrue();
        other.Lock(isShared: true, waits: false).Should().BeFalse();
        _root.Dispose();

        other.Lock(isShared: true, waits: false).Should().BeTrue();
    }

    private string At(string name) => _directory.PathTo("root", name);
}
