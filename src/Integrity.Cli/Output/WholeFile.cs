using Integrity.Storage;

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
        var unfinished = $"{path}.{Guid.NewGuid():N}.unfinished";
        try
        {
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
            {
                await write(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is (IOException and not StoreException) or UnauthorizedAccessException)
        {
            throw new CommandException($"{option}: {path} cannot be written: {e.Message}", "make room, or give a file that can be written", ExitCode.Incomplete);
        }
        finally
        {
            if (File.Exists(unfinished)) File.Delete(unfinished);
        }
    }
}
