using System.Runtime.InteropServices;
using System.Text;
using Integrity.Digests;

namespace Integrity.Storage.Local;

/// <summary>A folder that is open, to bring its entries to the disk, and for writers to take turns. What the operating system ties to it ends with its process.</summary>
internal sealed partial class LocalFolder : IDisposable
{
    private const int ReadOnlyAndCloseOnExec = 0x80000;
    private const int Shared = 1;
    private const int Exclusive = 2;
    private const int AtOnce = 4;
    private const int Interrupted = 4;

    private readonly string _path;
    private readonly int _handle;
    private Mutex? _mutex;

    private LocalFolder(string path, int handle) => (_path, _handle) = (path, handle);

    /// <summary>Makes a folder, and those that lead to it, so that they last.</summary>
    public static void Create(string path)
    {
        if (Directory.Exists(path)) return;
        var parent = Path.GetDirectoryName(path)!;
        Create(parent);
        Directory.CreateDirectory(path);
        using var folder = Open(parent);
        folder.Flush();
    }

    public static LocalFolder Open(string path)
    {
        if (OperatingSystem.IsWindows()) return new LocalFolder(path, -1);
        var handle = OpenHandle(path, OperatingSystem.IsLinux() ? ReadOnlyAndCloseOnExec : 0);
        return handle >= 0 ? new LocalFolder(path, handle) : throw new IOException($"the folder cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Waits until no other writer has the turn in this folder. Some network file systems know no such turns: there one writer at a time must do.</summary>
    public void TakeTurn()
    {
        if (_handle < 0) TakeMutex();
        else TakeLock(Exclusive);
    }

    /// <summary>Takes the turn if no other writer is at work in this folder; <c>false</c> when one is, or when that cannot be told.</summary>
    public bool TryTakeTurn() => _handle >= 0 && Lock(_handle, Exclusive | AtOnce) == 0;

    /// <summary>Works side by side with others that do so, from now on; nobody has the turn meanwhile.</summary>
    public void Share()
    {
        if (_handle >= 0) TakeLock(Shared);
    }

    private void TakeLock(int kind)
    {
        while (Lock(_handle, kind) != 0 && Marshal.GetLastPInvokeError() == Interrupted)
        {
            // a signal came in between
        }
    }

    private void TakeMutex()
    {
        _mutex = new Mutex(initiallyOwned: false, $"Global\\ctverify-{Sha256Hash.Of(Encoding.UTF8.GetBytes(_path))}");
        try
        {
            _mutex.WaitOne();
        }
        catch (AbandonedMutexException)
        {
            // its owner was killed; it is ours now, and whatever was left half done is done again
        }
    }

    /// <summary>Brings the entries of the folder to the disk. Windows does so by itself.</summary>
    /// <exception cref="IOException">It did not work: what was written may not outlast a power cut.</exception>
    public void Flush()
    {
        if (_handle >= 0 && Sync(_handle) != 0 && Marshal.GetLastPInvokeError() is var error && !KnowsNoSync(error))
            throw new IOException($"the folder cannot be brought to the disk: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>Whether <see cref="FlushAll"/> does what it says. Where not, each file has to be flushed when it is written.</summary>
    public static bool FlushesAll => OperatingSystem.IsLinux();

    /// <summary>Brings everything that was written to the folder's file system to the disk, names and content: of many small files at once that is far cheaper than of each.</summary>
    /// <exception cref="IOException">It did not work: what was written may not outlast a power cut.</exception>
    public void FlushAll()
    {
        if (!FlushesAll) Flush();
        else if (SyncAll(_handle) != 0 && Marshal.GetLastPInvokeError() is var error && !KnowsNoSync(error))
            throw new IOException($"what was written cannot be brought to the disk: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>EINVAL and ENOTSUP: the file system has nothing to bring to the disk.</summary>
    private static bool KnowsNoSync(int error) => error is 22 or 45 or 95;

    public void Dispose()
    {
        _mutex?.ReleaseMutex();
        _mutex?.Dispose();
        if (_handle >= 0) _ = Close(_handle);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenHandle(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Lock(int handle, int operation);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncAll(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int handle);
}
