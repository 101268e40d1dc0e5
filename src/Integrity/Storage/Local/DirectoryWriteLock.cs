using System.Text;
using Integrity.Digests;

namespace Integrity.Storage.Local;

/// <summary>
/// A write lock on a directory. On Unix it is <c>flock</c> on the directory, which leaves no file behind; on Windows a
/// named mutex. Some network file systems do not support locks. There, only one writer at a time is safe.
/// </summary>
internal sealed class DirectoryWriteLock : IDisposable
{
    private readonly Mutex? _mutex;

    private DirectoryWriteLock(Mutex? mutex) => _mutex = mutex;

    /// <summary>Acquires the exclusive lock. Waits for other writers.</summary>
    public static DirectoryWriteLock Acquire(LocalDirectory directory)
    {
        if (OperatingSystem.IsWindows())
            return new DirectoryWriteLock(AcquireMutex(directory.Path));
        directory.Lock(isShared: false, waits: true);
        return new DirectoryWriteLock(null);
    }

    /// <summary>Acquires a shared lock. Waits for the exclusive one.</summary>
    public static DirectoryWriteLock AcquireShared(LocalDirectory directory)
    {
        directory.Lock(isShared: true, waits: true);
        return new DirectoryWriteLock(null);
    }

    private static Mutex AcquireMutex(string path)
    {
        var mutex = new Mutex(
            initiallyOwned: false,
            $"Global\\Integrity-{Sha256Hash.Of(Encoding.UTF8.GetBytes(path))}"
        );
        try
        {
            mutex.WaitOne();
        }
        catch (AbandonedMutexException)
        {
            // The owner was killed. The lock is acquired, and unfinished work is repeated.
        }
        return mutex;
    }

    public void Dispose()
    {
        _mutex?.ReleaseMutex();
        _mutex?.Dispose();
    }
}
