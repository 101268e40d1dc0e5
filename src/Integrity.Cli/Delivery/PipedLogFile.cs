using Integrity.Building.Delivery;
using Integrity.Cli.Output;

namespace Integrity.Cli.Delivery;

/// <summary>
/// A log file that comes through standard input. It is delivered when it has come to its end, from a file that only the user can read. When its delivery fails, that file is kept and
/// named: what comes through a pipe may not come again.
/// </summary>
internal sealed class PipedLogFile : IDisposable
{
    /// <summary>The name by which a user means it, and by which it is told of.</summary>
    public const string Name = "-";

    private readonly Terminal _terminal;
    private bool _isNeeded;

    private PipedLogFile(Terminal terminal) => _terminal = terminal;

    /// <summary>The file.</summary>
    public string Path { get; } =
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"ctverify-{Guid.NewGuid():N}.log");

    /// <summary>Reads standard input to its end.</summary>
    /// <exception cref="CommandException">It cannot be read, or there is no room for it.</exception>
    public static async Task<PipedLogFile> ReadAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        if (terminal.IsInputTyped)
            terminal.Note("reading standard input, up to Ctrl-D");
        var piped = new PipedLogFile(terminal);
        // a read of a pipe cannot be cancelled: what was read of it must be gone all the same
        await using var registration = cancellationToken.Register(piped.Delete);
        try
        {
            await piped.CopyAsync(cancellationToken).WaitAsync(cancellationToken);
            return piped;
        }
        catch
        {
            piped.Delete();
            throw;
        }
    }

    /// <summary>Takes note of what became of it, and tells it under the name that a user knows.</summary>
    public DeliveryResult Rename(DeliveryResult result)
    {
        if (result.Path != Path)
            return result;
        _isNeeded = result.Status == DeliveryStatus.Failed;
        return result with { Path = Name };
    }

    private async Task CopyAsync(CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            await using var input = _terminal.OpenInput();
            await using var file = new FileStream(Path, options);
            await input.CopyToAsync(file, cancellationToken);
            _isNeeded = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                $"standard input cannot be kept in {System.IO.Path.GetTempPath()}: {e.Message}",
                "make room there, or name another folder in TMPDIR",
                ExitCode.Incomplete
            );
        }
    }

    private void Delete()
    {
        _isNeeded = false;
        File.Delete(Path);
    }

    public void Dispose()
    {
        if (!_isNeeded)
        {
            Delete();
            return;
        }
        _terminal.Note($"what came through standard input is kept in {Path}");
        _terminal.Hint("deliver it from there, and remove it then (--move)");
    }
}
