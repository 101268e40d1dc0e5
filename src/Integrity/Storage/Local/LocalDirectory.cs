using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage.Local;

/// <summary>
/// An open directory. Its entries are accessed through the descriptor, one name at a time, without following links.
/// Renaming or replacing directories cannot lead an access outside it. Names and paths are limited only by the file
/// system. Reading is thread-safe.
/// </summary>
internal sealed unsafe partial class LocalDirectory : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly Lock _listing = new();
    private int _references = 1;

    private LocalDirectory(SafeFileHandle handle, string path, bool canBeListed) =>
        (_handle, Path, CanBeListed) = (handle, path, canBeListed);

    /// <summary>The path with which it was opened, for messages. It may lead elsewhere by now.</summary>
    public string Path { get; }

    /// <summary>Whether the directory can be listed. If not, files in it can still be opened by name.</summary>
    public bool CanBeListed { get; }

    private int Descriptor
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            return (int)_handle.DangerousGetHandle();
        }
    }

    /// <summary>Opens a directory that the user named. Links in its path are followed.</summary>
    /// <exception cref="StoreException">The directory does not exist, or cannot be opened.</exception>
    public static LocalDirectory Open(string path) =>
        TryOpen(path, out var directory) is var error && directory is not null
            ? directory
            : throw error.ToException($"open the directory {path}");

    /// <summary>Opens a directory that the user named. Returns the error if that fails.</summary>
    public static LocalError TryOpen(string path, out LocalDirectory? directory)
    {
        var error = LocalOpening.OpenDirectory(path, out var handle);
        directory = handle is null
            ? null
            : new LocalDirectory(handle, System.IO.Path.GetFullPath(path), canBeListed: true);
        return error;
    }

    /// <summary>Adds a reference. Each one must be disposed, and the last one closes the directory.</summary>
    public LocalDirectory AddReference()
    {
        Interlocked.Increment(ref _references);
        return this;
    }

    /// <summary>Opens a subdirectory. Returns <c>null</c> if there is none or the name is a file.</summary>
    /// <exception cref="StoreException">
    /// The name is a link, pipe or similar, or the directory cannot be opened.
    /// </exception>
    public LocalDirectory? OpenDirectory(string name) =>
        Result(TryOpenDirectory(name, out var directory), directory, $"open the directory {Join(name)}");

    /// <summary>Opens a subdirectory. Returns the error if that fails.</summary>
    public LocalError TryOpenDirectory(string name, out LocalDirectory? directory)
    {
        directory = null;
        if (OperatingSystem.IsWindows())
        {
            if (!LocalName.IsName(name))
                return new LocalError(LocalFault.Absent);
            var error = WindowsCalls.OpenDirectory(WindowsPath(name), follows: false, out var handle);
            if (handle is not null)
                directory = new LocalDirectory(handle, Join(name), canBeListed: true);
            return error;
        }
        var bytes = stackalloc byte[LocalName.MaxEncoded + 1];
        if (!TryEncode(name, bytes))
            return new LocalError(LocalFault.Absent);
        var canBeListed = true;
        var descriptor = UnixCalls.Open(Descriptor, bytes, UnixCalls.ToList);
        if (descriptor < 0 && OperatingSystem.IsLinux() && Marshal.GetLastPInvokeError() == UnixCalls.Denied)
            (descriptor, canBeListed) = (UnixCalls.Open(Descriptor, bytes, UnixCalls.ToPass), false);
        if (descriptor < 0)
            return WhyNoDirectory(bytes);
        directory = new LocalDirectory(new SafeFileHandle(descriptor, ownsHandle: true), Join(name), canBeListed);
        return default;
    }

    /// <summary>
    /// Opens a regular file for reading. Returns <c>null</c> if there is none or the name is a directory. Never opens
    /// pipes and devices, which could block.
    /// </summary>
    /// <exception cref="StoreException">The name is a link, pipe or similar, or the file cannot be read.</exception>
    public LocalFile? OpenFile(string name) => Result(TryOpenFile(name, out var file), file, "read the file");

    /// <summary>Opens a regular file for reading. Returns the error if that fails.</summary>
    public LocalError TryOpenFile(string name, out LocalFile? file)
    {
        file = null;
        if (OperatingSystem.IsWindows())
        {
            if (!LocalName.IsName(name))
                return new LocalError(LocalFault.Absent);
            var error = WindowsCalls.OpenFile(WindowsPath(name), follows: false, out var handle, out var found);
            if (handle is not null)
                file = new LocalFile(handle, found);
            return error;
        }
        var bytes = stackalloc byte[LocalName.MaxEncoded + 1];
        if (!TryEncode(name, bytes))
            return new LocalError(LocalFault.Absent);
        // Opening a device can have side effects, so check the type first. It is checked again after opening.
        if (UnixCalls.StatusAt(Descriptor, bytes) is not { } status)
            return LocalOpening.OfLastError();
        if (status.Kind != LocalKind.File)
            return LocalOpening.OfKind(status.Kind, LocalKind.File);
        var descriptor = UnixCalls.Open(Descriptor, bytes, UnixCalls.ToRead);
        if (descriptor < 0)
            return LocalOpening.OfLastError();
        return LocalOpening.OfDescriptor(descriptor, out file);
    }

    /// <summary>Returns the status of an entry without following links; <c>null</c> if there is none.</summary>
    /// <exception cref="StoreException">The entry cannot be accessed.</exception>
    public LocalStatus? Find(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            if (!LocalName.IsName(name))
                return null;
            var error = WindowsCalls.Status(WindowsPath(name), out var found);
            if (error.Fault == LocalFault.Absent)
                return null;
            return error.Fault == LocalFault.None ? found : throw error.ToException($"access {Join(name)}");
        }
        var bytes = stackalloc byte[LocalName.MaxEncoded + 1];
        if (!TryEncode(name, bytes))
            return null;
        if (UnixCalls.StatusAt(Descriptor, bytes) is { } status)
            return status;
        var why = LocalOpening.OfLastError();
        return why.Fault == LocalFault.Absent ? null : throw why.ToException($"access {Join(name)}");
    }

    /// <summary>Returns the status of the directory itself.</summary>
    /// <exception cref="StoreException">The directory cannot be accessed.</exception>
    public LocalStatus Status()
    {
        if (OperatingSystem.IsWindows())
        {
            var error = WindowsCalls.Status(WindowsCalls.Literal(Path), out var found);
            return error.Fault == LocalFault.None ? found : throw error.ToException($"access {Path}");
        }
        return UnixCalls.StatusOf(Descriptor) ?? throw LocalOpening.OfLastError().ToException($"access {Path}");
    }

    /// <summary>Lists the entries of the directory.</summary>
    /// <exception cref="StoreException">The directory cannot be listed.</exception>
    public LocalEntries List()
    {
        if (!CanBeListed)
            throw LocalError.Denied.ToException($"list the directory {Path}");
        var entries = new LocalEntries();
        // A descriptor has only one position for listing.
        lock (_listing)
        {
            if (OperatingSystem.IsWindows())
                ListWindows(entries);
            else
                ListUnix(entries);
        }
        entries.Sort();
        return entries;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _references) == 0)
            _handle.Dispose();
    }

    private void ListUnix(LocalEntries entries)
    {
        var (typeAt, nameAt) = UnixCalls.EntryLayout;
        var descriptor = UnixCalls.Duplicate(Descriptor);
        var stream = descriptor < 0 ? 0 : UnixCalls.OpenStream(descriptor);
        if (stream == 0)
        {
            var error = LocalOpening.OfLastError();
            if (descriptor >= 0)
                _ = UnixCalls.Close(descriptor);
            throw error.ToException($"list the directory {Path}");
        }
        try
        {
            UnixCalls.Rewind(stream);
            byte* entry;
            while ((entry = UnixCalls.NextEntry(stream)) != null)
            {
                var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + nameAt);
                if (name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
                    continue;
                entries.Add(name, KindOf(entry[typeAt], entry + nameAt));
            }
            if (Marshal.GetLastPInvokeError() != 0)
                throw LocalOpening.OfLastError().ToException($"list the directory {Path}");
        }
        finally
        {
            _ = UnixCalls.CloseStream(stream);
        }
    }

    private LocalKind KindOf(byte type, byte* name) =>
        type switch
        {
            8 => LocalKind.File,
            4 => LocalKind.Directory,
            10 => LocalKind.Link,
            0 => UnixCalls.StatusAt(Descriptor, name)?.Kind ?? LocalKind.Unknown,
            _ => LocalKind.Special,
        };

    private void ListWindows(LocalEntries entries)
    {
        if (!OperatingSystem.IsWindows())
            return;
        Span<byte> bytes = stackalloc byte[LocalName.MaxEncoded];
        try
        {
            foreach (var (name, kind) in WindowsCalls.Entries(WindowsCalls.Literal(Path)))
            {
                var length = LocalName.Encode(name, bytes);
                if (length < 0)
                    throw new StoreException(
                        $"cannot list the directory {Path}: a name in it is not valid Unicode, or too long"
                    );
                entries.Add(bytes[..length], kind);
            }
        }
        catch (Exception e) when (e is (IOException and not StoreException) or UnauthorizedAccessException)
        {
            throw new StoreException($"cannot list the directory {Path}: {e.Message}", "allow this user to read it", e);
        }
    }

    /// <summary>
    /// Returns why the name is not a directory. The system also reports links as "not a directory", so the type of the
    /// entry decides.
    /// </summary>
    private LocalError WhyNoDirectory(byte* name)
    {
        var error = LocalOpening.OfLastError();
        if (error.Fault is not (LocalFault.OtherKind or LocalFault.Link))
            return error;
        if (UnixCalls.StatusAt(Descriptor, name) is not { } status)
            return LocalOpening.OfLastError();
        // It was just replaced by a directory. That was not examined, so it must not count as missing.
        return status.Kind == LocalKind.Directory
            ? new LocalError(LocalFault.Refused, UnixCalls.NotDirectory)
            : LocalOpening.OfKind(status.Kind, LocalKind.Directory);
    }

    private static bool TryEncode(string name, byte* bytes)
    {
        if (!LocalName.IsName(name))
            return false;
        var length = LocalName.Encode(name, new Span<byte>(bytes, LocalName.MaxEncoded));
        if (length < 0)
            return false;
        bytes[length] = 0;
        return true;
    }

    private string Join(string name) => System.IO.Path.Join(Path, name);

    [System.Runtime.Versioning.SupportedOSPlatform("windows")]
    private string WindowsPath(string name) => WindowsCalls.Literal(Path) + '\\' + name;

    private static T? Result<T>(LocalError error, T? opened, string what)
        where T : class =>
        error.Fault switch
        {
            LocalFault.None or LocalFault.Absent or LocalFault.OtherKind => opened,
            _ => throw error.ToException(what),
        };
}
