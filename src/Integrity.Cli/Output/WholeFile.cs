using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.Cli.Output;

/// <summary>Writes a file whole or not at all: whoever reads it, also after a crash, sees the old one or the new one.</summary>
internal static class WholeFile
{
    /// <summary>Reports a file that cannot be written before any work. What is in it stays: only a temporary file beside it is created and deleted.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static void RefuseUnwritable(string path, string option)
    {
        var unfinished = $"{path}.{Guid.NewGuid():N}.unfinished";
        try
        {
            if (Directory.Exists(path))
                throw new IOException("it is a directory");
            using var file = new FileStream(
                unfinished,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    Options = FileOptions.DeleteOnClose,
                }
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var reason = e switch
            {
                UnauthorizedAccessException => "access to its directory is denied",
                DirectoryNotFoundException => "its directory does not exist",
                _ => e.Message,
            };
            throw CommandException.Usage(
                $"{option}: cannot write {path}: {reason}",
                "name a file in a directory that you can write to"
            );
        }
    }

    /// <exception cref="CommandException">It cannot be written.</exception>
    public static void Write(string path, string option, Action<Stream> write) =>
        WriteAsync(
                path,
                option,
                file =>
                {
                    write(file);
                    return Task.CompletedTask;
                }
            )
            .GetAwaiter()
            .GetResult();

    /// <exception cref="CommandException">It cannot be written.</exception>
    public static async Task WriteAsync(string path, string option, Func<Stream, Task> write)
    {
        try
        {
            await AtomicFile.ReplaceAsync(path, write);
        }
        catch (Exception e) when (e is (IOException and not StoreException) or UnauthorizedAccessException)
        {
            throw new CommandException(
                $"{option}: {path} cannot be written: {e.Message}",
                "make room, or give a file that can be written",
                ExitCode.Incomplete
            );
        }
    }
}
