using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.Cli.Output;

/// <summary>Writes an output file atomically: readers see either the old or the new file, even after a crash.</summary>
internal static class OutputFile
{
    /// <summary>
    /// Checks that a file can be written, before any work. Does not change the file: only a temporary file beside it is
    /// created and deleted.
    /// </summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static void RequireWritable(string path, string option)
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
                "choose a file in a writable directory"
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
                $"{option}: cannot write {path}: {e.Message}",
                "free disk space, or choose a file in a writable directory",
                ExitCode.Incomplete
            );
        }
    }
}
