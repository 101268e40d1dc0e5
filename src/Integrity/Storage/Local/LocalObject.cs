namespace Integrity.Storage.Local;

/// <summary>
/// An object in a file. Its metadata is read from the open directory of the file, even if that was moved since.
/// </summary>
internal sealed class LocalObject : StoredObject
{
    private readonly LocalDirectory? _directory;
    private readonly string _name = "";
    private string? _metadataProblem;
    private bool _isDisposed;

    private LocalObject(LocalDirectory directory, string name, LocalFile file)
    {
        (_directory, _name, Stamp) = (directory, name, file.Status.Stamp);
        if (file.Status.Length == 0)
            file.Dispose();
        Content = file.Status.Length == 0 ? Stream.Null : file.OpenContent(ownsFile: true);
    }

    /// <summary>
    /// Stands for a pipe or device in place of a file. It is never opened and reads as empty, because whoever put it
    /// there removed the file.
    /// </summary>
    private LocalObject() => (Content, Stamp) = (Stream.Null, ObjectStamp.Unknown);

    public override Stream Content { get; }

    public override ObjectStamp Stamp { get; }

    public override string? MetadataProblem => _metadataProblem;

    /// <summary>
    /// Opens an object below a root. Returns <c>null</c> if the path does not exist or is a directory.
    /// </summary>
    /// <exception cref="StoreException">The path contains a link, or the file cannot be read.</exception>
    public static LocalObject? Open(LocalTree tree, string path)
    {
        var error = tree.TryOpenFile(path, out var directory, out var file);
        return error.Fault switch
        {
            LocalFault.None => new LocalObject(directory!, path[(path.LastIndexOf('/') + 1)..], file!),
            LocalFault.Absent or LocalFault.OtherKind => null,
            LocalFault.Special => new LocalObject(),
            _ => throw error.ToException("read the file"),
        };
    }

    /// <inheritdoc cref="OpenNamed"/>
    public static LocalObject Open(FileInfo file) => OpenNamed(file.FullName);

    /// <summary>Opens an object in a file that the user named.</summary>
    /// <exception cref="StoreException">The file does not exist, is not a regular file, or cannot be read.</exception>
    public static LocalObject OpenNamed(string path)
    {
        var full = Path.GetFullPath(path);
        var file = LocalFile.OpenNamed(full);
        try
        {
            return new LocalObject(
                LocalDirectory.Open(Path.GetDirectoryName(full) ?? full),
                Path.GetFileName(full),
                file
            );
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override ValueTask<IReadOnlyDictionary<string, string>?> ReadMetadataAsync(
        CancellationToken cancellationToken = default
    )
    {
        if (_directory is null)
            return ValueTask.FromResult<IReadOnlyDictionary<string, string>?>(null);
        var error = _directory.TryOpenFile(_name + MetadataSidecar.Ending, out var sidecar);
        if (sidecar is null && error.Fault is LocalFault.Link)
        {
            throw new StoreException(
                "its metadata sidecar is a symbolic link, and links are not followed",
                "copy the file itself into the directory"
            );
        }
        if (sidecar is null && error.Fault is LocalFault.Refused)
            throw error.ToException("read its metadata sidecar");
        if (sidecar is null)
        {
            if (error.Fault != LocalFault.Absent)
                _metadataProblem = SidecarContent.Unusable("is not a regular file").ProblemOf(_name);
            return ValueTask.FromResult<IReadOnlyDictionary<string, string>?>(null);
        }
        using (sidecar)
        {
            using var content = sidecar.OpenContent(ownsFile: false);
            var read = MetadataSidecar.Read(content, sidecar.Status.Length);
            _metadataProblem = read.ProblemOf(_name);
            return ValueTask.FromResult(read.Metadata);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        // The directory is reference-counted, so release it only once.
        if (!_isDisposed)
            _directory?.Dispose();
        _isDisposed = true;
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
