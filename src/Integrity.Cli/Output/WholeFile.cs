using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.Cli.Output;

/// <summary>Writes a file whole or not at all: whoever reads it, also after a crash, sees the old one or the new one.</summary>
internal static class WholeFile
{
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static void Write(string path, string option, Action<Stream> write) => WriteAsync(path, option, file =>
    {
        write(file);
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

    /// <exception cref="CommandException">It cannot be written.</exception>
    public static async Task WriteAsync(string path, string option, Func<Stream, Task> write)
    {
        try
        {
            await AtomicFile.ReplaceAsync(path, write);
        }
        catch (Exception e) when (e is (IOException and not StoreException) or UnauthorizedAccessException)
        {
            throw new CommandException($"{option}: {path} cannot be written: {e.Message}", "make room, or give a file that can be written", ExitCode.Incomplete);
        }
    }
}
