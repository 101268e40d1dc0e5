using System.IO.Pipes;
using System.Text;
using Integrity.Storage;
using Integrity.Storage.Local;
using Integrity.Tests.Support;

namespace Integrity.Tests.Storage.Local;

/// <summary>A file that the user names is read up to a limit, without blocking.</summary>
public sealed class InputFileTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void A_file_within_the_limit_is_read_completely(int length)
    {
        var path = _directory.Write("file", new string('x', length));

        InputFile.ReadAll(path, 1000).Should().HaveCount(length);
    }

    [Fact]
    public void A_link_to_a_file_is_followed_because_the_user_named_it()
    {
        var target = _directory.Write("file", "content");
        File.CreateSymbolicLink(_directory.PathTo("link"), target);

        InputFile.ReadAll(_directory.PathTo("link"), 100).Should().Equal(Encoding.UTF8.GetBytes("content"));
    }

    [Fact]
    public void A_file_larger_than_the_limit_is_rejected()
    {
        var path = _directory.Write("file", new string('x', 1001));

        Reading(path).Should().Throw<StoreException>().WithMessage("the file is larger than 1000 bytes");
    }

    [Fact]
    public void A_named_pipe_is_rejected_at_once()
    {
        if (OperatingSystem.IsWindows())
            return;
        var pipe = UnixFiles.MakePipe(_directory.PathTo("pipe"));
        File.CreateSymbolicLink(_directory.PathTo("link"), pipe);

        Reading(pipe).Should().Throw<StoreException>().WithMessage("it is a pipe, socket or device*");
        Reading(_directory.PathTo("link"))
            .Should()
            .Throw<StoreException>()
            .WithMessage("it is a pipe, socket or device*");
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/null")]
    public void A_device_is_rejected(string device)
    {
        if (OperatingSystem.IsWindows())
            return;

        Reading(device).Should().Throw<StoreException>().WithMessage("it is a pipe, socket or device*");
    }

    [Fact]
    public void A_directory_and_a_missing_file_are_rejected()
    {
        Reading(_directory.Path).Should().Throw<StoreException>();
        Reading(_directory.PathTo("missing")).Should().Throw<StoreException>();
    }

    [Fact]
    public void An_inherited_pipe_is_read_up_to_the_limit()
    {
        if (OperatingSystem.IsWindows())
            return;

        Piped("content", path => InputFile.ReadAll(path, 1000)).Should().Equal(Encoding.UTF8.GetBytes("content"));
        FluentActions
            .Invoking(() => Piped(new string('x', 1001), path => InputFile.ReadAll(path, 1000)))
            .Should()
            .Throw<StoreException>()
            .WithMessage("the file is larger than 1000 bytes");
    }

    private static byte[] Piped(string content, Func<string, byte[]> read)
    {
        using var writing = new AnonymousPipeServerStream(PipeDirection.Out);
        writing.Write(Encoding.UTF8.GetBytes(content));
        var path = $"/dev/fd/{writing.GetClientHandleAsString()}";
        using var reading = new FileStream(path, FileMode.Open, FileAccess.Read);
        var mine = $"/dev/fd/{reading.SafeFileHandle.DangerousGetHandle()}";
        writing.DisposeLocalCopyOfClientHandle();
        writing.Dispose();
        return read(mine);
    }

    private static Action Reading(string path) => () => InputFile.ReadAll(path, 1000);
}
