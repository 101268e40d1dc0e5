using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage.Local;

/// <summary>
/// Writes a file and its sidecar so that a crash or a power cut at any moment leaves either both or, seen from outside, neither: the sidecar comes first,
/// and a sidecar without its object is not an object. The object appears under its name in one step, complete and on the disk, and stays there from then on.
/// A sidecar that a crash left alone is replaced by the next write of its object. Files with a sidecar are written in turns, others side by side but never beside a turn:
/// so whoever has the turn knows that unfinished files are of writers that were killed.
/// </summary>
internal static partial class LocalWrite
{
    private const int FileExists = 17;
    private const int CopySize = 128 << 10;

    /// <summary>The ending of files that are being written. A writer that was killed leaves one behind; it is no object.</summary>
    public const string Unfinished = ".ctverify-unfinished";

    /// <exception cref="StoreException">It cannot be written; nothing of it is visible.</exception>
    public static bool Once(string path, ReadOnlyMemory<byte> content, IReadOnlyDictionary<string, string> metadata) =>
        Once(path, file => RandomAccess.Write(file, content.Span, 0), metadata);

    /// <summary>
    /// Deletes what writers that were killed left in a folder, unless somebody writes there now. A file without metadata is written without a turn, side by side with others,
    /// so its writer does not look each time.
    /// </summary>
    public static void Tidy(string folder)
    {
        try
        {
            if (!Directory.Exists(folder)) return;
            using var turn = LocalFolder.Open(folder);
            if (turn.TryTakeTurn()) DeleteUnfinished(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // what is left is no object; whether the folder can be written to, the write tells
        }
    }

    /// <summary>Writes all of a stream, in pieces.</summary>
    public static bool Once(string path, Stream content, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken) =>
        Once(path, file => Copy(content, file, cancellationToken), metadata);

    private static bool Once(string path, Action<SafeFileHandle> write, IReadOnlyDictionary<string, string> metadata)
    {
        var folder = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}{Unfinished}");
        try
        {
            if (File.Exists(path)) return false;
            LocalFolder.Create(folder);
            using var turn = LocalFolder.Open(folder);
            if (metadata.Count == 0)
            {
                turn.Share();
            }
            else
            {
                turn.TakeTurn();
                // who has the turn is the only writer, so these are of writers that were killed
                DeleteUnfinished(folder);
                if (File.Exists(path)) return false;
                WriteThrough(temporary, file => RandomAccess.Write(file, MetadataSidecar.Write(metadata), 0));
                File.Move(temporary, path + MetadataSidecar.Ending, overwrite: true);
                turn.Flush();
            }
            WriteThrough(temporary, write);
            if (!MoveOnce(temporary, path)) return false;
            turn.Flush();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"{path} cannot be written: {e.Message}", "check the permissions of the folder and the room on the disk", e);
        }
        finally
        {
            Delete(temporary);
        }
    }

    /// <summary>Gives the file its name, unless there is one of that name: in one step, which the framework's move does not do on Unix.</summary>
    public static bool MoveOnce(string temporary, string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            if (Link(temporary, path) == 0) return true;
            if (Marshal.GetLastPInvokeError() == FileExists) return false;
        }
        try
        {
            // Windows, and file systems without hard links
            File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    /// <summary>A second name for a file; -1 with <see cref="FileExists"/> when that name is taken.</summary>
    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string existing, string added);

    private static void WriteThrough(string path, Action<SafeFileHandle> write)
    {
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        write(file);
        RandomAccess.FlushToDisk(file);
    }

    private static void Copy(Stream content, SafeFileHandle file, CancellationToken cancellationToken)
    {
        var buffer = new byte[CopySize];
        content.Position = 0;
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RandomAccess.Write(file, buffer.AsSpan(0, read), content.Position - read);
        }
    }

    private static void DeleteUnfinished(string folder)
    {
        foreach (var left in Directory.EnumerateFiles(folder, "*" + Unfinished)) Delete(left);
    }

    /// <summary>What cannot be deleted stays: it is no object. An error here would hide why the write failed.</summary>
    private static void Delete(string path)
    {
        try
        {
            if (File.Exists(path)) File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // see above
        }
    }
}
