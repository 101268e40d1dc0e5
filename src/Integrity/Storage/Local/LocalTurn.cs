using System.Text;
using Integrity.Digests;

namespace Integrity.Storage.Local;

/// <summary>
/// The turn of one writer in a directory, which ends with it. On Unix it is a lock on the directory, so that no file is
/// left behind; Windows has named locks. Some network file systems know no such locks: there, one writer at a time
/// must do.
/// </summary>
internal sealed class LocalTurn : IDisposable
{
    private readonly Mutex? _mutex;

    private LocalTurn(Mutex? mutex) => _mutex = mutex;

    /// <summary>Waits until no other writer is at work in the directory.</summary>
    public static LocalTurn Take(LocalDirectory directory)
    {
        if (OperatingSystem.IsWindows())
            return new LocalTurn(TakeMutex(directory.Path));
        directory.Lock(isShared: false, waits: true);
        return new LocalTurn(null);
    }

    /// <summary>Works side by side with others that do so; nobody has the turn meanwhile.</summary>
    public static LocalTurn Share(LocalDirectory directory)
    {
        directory.Lock(isShared: true, waits: true);
        return new LocalTurn(null);
    }

    private static Mutex TakeMutex(string path)
    {
        var mutex = new Mutex(initiallyOwned: false, $"Global\\ctverify-{Sha256Hash.Of(Encoding.UTF8.GetBytes(path))}");
        try
        {
            mutex.WaitOne();
        }
        catch (AbandonedMutexException)
        {
            // its owner was killed; it is ours now, and whatever was left half done is done again
        }
        return mutex;
    }

    public void Dispose()
    {
        _mutex?.ReleaseMutex();
        _mutex?.Dispose();
    }
}
