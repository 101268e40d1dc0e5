using System.Diagnostics;
using System.Text;
using Integrity.Storage;
using Integrity.Storage.Local;
using Integrity.Tests.Support;

namespace Integrity.Tests.Storage.Local;

/// <summary>
/// Access below an untrusted directory never leaves it, never blocks and misses nothing, even if the directory changes
/// meanwhile.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LocalDirectoryTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public LocalDirectoryTests()
    {
        _directory.Write("outside/secret", "secret");
        _directory.Write("root/file", "content");
        _directory.Write("root/inner/file", "inner");
    }

    public void Dispose()
    {
        foreach (var name in (string[])["chmod -R u+rwx", "rm -rf"])
        {
            using var process = Process.Start(name.Split(' ')[0], [.. name.Split(' ')[1..], _directory.PathTo("root")]);
            process.WaitForExit();
        }
        _directory.Dispose();
    }

    [Fact]
    public void A_file_is_opened_and_read()
    {
        using var root = Open();
        using var file = root.OpenFile("file");

        Encoding.UTF8.GetString(file!.ReadAll(100)).Should().Be("content");
        file.Status.Length.Should().Be(7);
        file.Status.Kind.Should().Be(LocalKind.File);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("inner")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../outside/secret")]
    [InlineData("inner/file")]
    [InlineData("file\0")]
    public void A_name_that_is_not_a_file_returns_null(string name)
    {
        using var root = Open();

        root.OpenFile(name).Should().BeNull();
        root.OpenFile(new string('é', 200)).Should().BeNull("no file system allows a name of 400 bytes");
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("file")]
    [InlineData("..")]
    [InlineData("inner/")]
    public void A_name_that_is_not_a_directory_returns_null(string name)
    {
        using var root = Open();

        root.OpenDirectory(name).Should().BeNull();
    }

    [Fact]
    public void Links_are_rejected_whatever_their_target()
    {
        Link("root/tofile", "file");
        Link("root/todirectory", "inner");
        Link("root/out", _directory.PathTo("outside"));
        Link("root/nowhere", "nothing");
        using var root = Open();

        foreach (var name in (string[])["tofile", "todirectory", "out", "nowhere"])
        {
            root.TryOpenFile(name, out _).Fault.Should().Be(LocalFault.Link);
            root.TryOpenDirectory(name, out _).Fault.Should().Be(LocalFault.Link);
            root.Invoking(r => r.OpenFile(name))
                .Should()
                .Throw<StoreException>()
                .WithMessage("its path contains a symbolic link*");
            root.Find(name)!.Value.Kind.Should().Be(LocalKind.Link);
        }
    }

    [Fact]
    public void The_directory_named_by_the_user_may_be_a_link()
    {
        Link("link", "root");

        using var root = LocalDirectory.Open(_directory.PathTo("link"));

        root.OpenFile("file")!.Dispose();
    }

    [Fact]
    public void A_pipe_is_rejected_at_once()
    {
        if (OperatingSystem.IsWindows())
            return;
        MakePipe("root/pipe");
        using var root = Open();

        root.TryOpenFile("pipe", out _).Fault.Should().Be(LocalFault.Special);
        root.TryOpenDirectory("pipe", out _).Fault.Should().Be(LocalFault.Special);
        FluentActions
            .Invoking(() => LocalFile.OpenNamed(_directory.PathTo("root", "pipe")))
            .Should()
            .Throw<StoreException>()
            .WithMessage("it is a pipe*");
    }

    [Fact]
    public void A_device_is_rejected()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var devices = LocalDirectory.Open("/dev");

        devices.TryOpenFile("zero", out _).Fault.Should().Be(LocalFault.Special);
        FluentActions
            .Invoking(() => LocalFile.OpenNamed("/dev/zero"))
            .Should()
            .Throw<StoreException>()
            .WithMessage("it is a pipe, socket or device*");
    }

    [Fact]
    public void A_directory_swapped_for_a_link_does_not_lead_elsewhere()
    {
        using var root = Open();
        using var inner = root.OpenDirectory("inner");
        Directory.Move(_directory.PathTo("root", "inner"), _directory.PathTo("root", "moved"));
        Link("root/inner", _directory.PathTo("outside"));

        inner!.OpenFile("secret").Should().BeNull("the handle still refers to the original directory");
        inner.OpenFile("file")!.Dispose();
        root.TryOpenDirectory("inner", out _).Fault.Should().Be(LocalFault.Link);
    }

    [Fact]
    public void All_names_are_listed_in_the_order_of_S3_with_their_kinds()
    {
        if (OperatingSystem.IsWindows())
            return;
        Link("root/inner-link", "inner");
        MakePipe("root/inner0");
        _directory.Write("root/line\nfeed", "");
        Run(
            "import os,sys; d=sys.argv[1].encode()+b'/\\xff'; os.mkdir(d); open(d+b'/\\xfe','w').write('odd')",
            _directory.PathTo("root")
        );
        using var root = Open();

        var entries = root.List();

        Enumerable
            .Range(0, entries.Count)
            .Select(i => (entries.NameOf(i), entries.KindOf(i)))
            .Should()
            .Equal(
                ("file", LocalKind.File),
                ("inner-link", LocalKind.Link),
                ("inner", LocalKind.Directory),
                ("inner0", LocalKind.Special),
                ("line\nfeed", LocalKind.File),
                ("\udcff", LocalKind.Directory)
            );
        using var odd = root.OpenDirectory("\udcff");
        using var file = odd!.OpenFile("\udcfe");
        Encoding.UTF8.GetString(file!.ReadAll(100)).Should().Be("odd");
        root.List().Count.Should().Be(6, "a directory can be listed again");
    }

    [Fact]
    public void Paths_may_be_longer_than_the_system_limit()
    {
        using var root = Open();
        var at = root.AddReference();
        for (var i = 0; i < 100; i++)
        {
            using var parent = at;
            at = parent.CreateDirectory(new string('d', 200));
        }
        using (at)
        {
            using (var file = at.CreateFile("deep"))
                RandomAccess.Write(file!, "deep"u8, 0);
            using var deep = at.OpenFile("deep");
            Encoding.UTF8.GetString(deep!.ReadAll(100)).Should().Be("deep");
        }
    }

    [Fact]
    public void A_denied_file_or_directory_is_reported_and_not_treated_as_missing()
    {
        if (OperatingSystem.IsWindows() || !UnprivilegedUser.IsPossible)
            return;
        _directory.Write("root/denied", "x");
        foreach (var name in (string[])["", "root", "root/denied", "root/inner", "root/inner/file"])
            UnprivilegedUser.GiveToNobody(_directory.PathTo(name));
        File.SetUnixFileMode(_directory.PathTo("root", "denied"), UnixFileMode.None);
        File.SetUnixFileMode(_directory.PathTo("root", "inner"), UnixFileMode.None);

        UnprivilegedUser.Run(() =>
        {
            using var root = Open();
            root.TryOpenFile("denied", out _).Fault.Should().Be(LocalFault.Refused);
            using var inner = root.OpenDirectory("inner");
            inner!.CanBeListed.Should().BeFalse();
            inner.TryOpenFile("file", out _).Fault.Should().Be(LocalFault.Refused);
            return inner
                .Invoking(i => i.List())
                .Should()
                .Throw<StoreException>()
                .WithMessage("cannot list the directory *");
        });
    }

    [Fact]
    public void In_a_directory_with_read_permission_only_names_are_listed_and_nothing_can_be_opened()
    {
        if (OperatingSystem.IsWindows() || !UnprivilegedUser.IsPossible)
            return;
        foreach (var name in (string[])["", "root", "root/inner", "root/inner/file"])
            UnprivilegedUser.GiveToNobody(_directory.PathTo(name));
        File.SetUnixFileMode(_directory.PathTo("root", "inner"), UnixFileMode.UserRead);

        UnprivilegedUser.Run(() =>
        {
            using var root = Open();
            using var inner = root.OpenDirectory("inner");
            inner!.List().Count.Should().Be(1);
            inner.List().KindOf(0).Should().Be(LocalKind.File);
            return inner.TryOpenFile("file", out _).Fault.Should().Be(LocalFault.Refused);
        });
    }

    [Fact]
    public void In_a_directory_with_execute_permission_only_files_can_be_opened()
    {
        if (OperatingSystem.IsWindows() || !UnprivilegedUser.IsPossible)
            return;
        foreach (var name in (string[])["", "root", "root/inner", "root/inner/file"])
            UnprivilegedUser.GiveToNobody(_directory.PathTo(name));
        File.SetUnixFileMode(_directory.PathTo("root", "inner"), UnixFileMode.UserExecute);

        UnprivilegedUser.Run(() =>
        {
            using var root = Open();
            using var inner = root.OpenDirectory("inner");
            using var file = inner!.OpenFile("file");
            return file.Should().NotBeNull();
        });
    }

    [Fact]
    public void A_directory_is_closed_by_its_last_holder()
    {
        var root = Open();
        var other = root.AddReference();

        root.Dispose();
        other.OpenFile("file")!.Dispose();
        other.Dispose();

        other.Invoking(o => o.OpenFile("file")).Should().Throw<Exception>();
    }

    private LocalDirectory Open() => LocalDirectory.Open(_directory.PathTo("root"));

    private void Link(string relativePath, string target) =>
        File.CreateSymbolicLink(_directory.PathTo(relativePath), target);

    private void MakePipe(string relativePath) =>
        Run("import os,sys; os.mkfifo(sys.argv[1])", _directory.PathTo(relativePath));

    private static void Run(string script, string argument)
    {
        using var process = Process.Start("python3", ["-c", script, argument]);
        process.WaitForExit();
        process.ExitCode.Should().Be(0);
    }
}
