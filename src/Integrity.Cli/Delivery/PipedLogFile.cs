using Integrity.Building.Delivery;
using Integrity.Cli.Output;

namespace Integrity.Cli.Delivery;

/// <summary>
/// A log file from standard input. It is buffered in a file that only the user can read, and delivered when the input
/// ends. If the delivery fails, the file is kept, because the input may not be available again.
/// </summary>
internal sealed class PipedLogFile : IDisposable
{
    /// <summary>Its name on the command line and in the output.</summary>
    public const string Name = "-";

    private readonly Terminal _terminal;
    private bool _isNeeded;

    private PipedLogFile(Terminal terminal) => _terminal = terminal;

    /// <summary>Path of the buffer file.</summary>
    public string Path { get; } =
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"ctverify-{Guid.NewGuid():N}.log");

    /// <summary>Reads standard input to its end.</summary>
    /// <exception cref="CommandException">It cannot be read or buffered.</exception>
    public static async Task<PipedLogFile> ReadAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        if (terminal.IsInputTerminal)
            terminal.Note("reading standard input; end it with Ctrl-D");
        var piped = new PipedLogFile(terminal);
        // A read from a pipe cannot be canceled, but the buffered part must still be deleted.
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

    /// <summary>
    /// Returns the result under the name <c>-</c>, and remembers whether the buffer file is still needed.
    /// </summary>
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
                $"cannot buffer standard input in {System.IO.Path.GetTempPath()}: {e.Message}",
                "free disk space, or set TMPDIR to another directory",
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
        _terminal.Note($"standard input was saved to {Path}");
        _terminal.Hint($"deliver the saved file with: ctverify deliver --move {Path} …");
    }
}
