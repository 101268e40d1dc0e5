using Integrity.Storage.Local;
using Integrity.Tests.Support;

namespace Integrity.Tests.Storage.Local;

/// <summary>A directory is repeatedly replaced by a link while it is opened.</summary>
public sealed class LocalDirectorySwapTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_directory_swapped_during_opening_is_opened_or_reported()
    {
        if (OperatingSystem.IsWindows())
            return;
        _directory.Write("root/inner/file", "inner");
        File.CreateSymbolicLink(_directory.PathTo("root/alternate"), "/etc");
        using var root = LocalDirectory.Open(_directory.PathTo("root"));
        using var stop = new CancellationTokenSource();
        var swapping = Task.Run(() => SwapUntil(stop.Token));

        for (var i = 0; i < 20_000; i++)
        {
            var error = root.TryOpenDirectory("inner", out var directory);
            directory?.Dispose();
            (error.Fault == LocalFault.None).Should().Be(directory is not null);
            error.Fault.Should().NotBe(LocalFault.OtherKind, "the name never belonged to a file");
        }

        await stop.CancelAsync();
        await swapping;
    }

    private void SwapUntil(CancellationToken end)
    {
        var inner = _directory.PathTo("root/inner");
        var alternate = _directory.PathTo("root/alternate");
        var spare = _directory.PathTo("root/spare");
        while (!end.IsCancellationRequested)
        {
            Directory.Move(inner, spare);
            Directory.Move(alternate, inner);
            Directory.Move(inner, alternate);
            Directory.Move(spare, inner);
        }
    }
}
