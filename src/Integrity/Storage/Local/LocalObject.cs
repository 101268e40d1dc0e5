namespace Integrity.Storage.Local;

/// <summary>
/// A file that is open as an object. Its metadata is read from the directory in which it was opened, wherever that lies
/// by then.
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
    /// A pipe or a device, in the place of a file: never opened, and taken for empty, since whoever put it there took
    /// the file away.
    /// </summary>
    private LocalObject() => (Content, Stamp) = (Stream.Null, ObjectStamp.Unknown);

    public override Stream Content { get; }

    public override ObjectStamp Stamp { get; }

    public override string? MetadataProblem => _metadataProblem;

    /// <summary>
    /// The object in a file below a root; <c>null</c> when nothing is there, or a directory.
    /// </summary>
    /// <exception cref="StoreException">A link lies on the way, or the file cannot be read.</exception>
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

    /// <summary>The object in a file that the user of the program named.</summary>
    /// <exception cref="StoreException">It does not exist, is not a regular file, or cannot be read.</exception>
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
        CancellationToken cancellationToken
    )
    {
        if (_directory is null)
            return ValueTask.FromResult<IReadOnlyDictionary<string, string>?>(null);
        var error = _directory.TryOpenFile(_name + MetadataSidecar.Ending, out var sidecar);
        if (sidecar is null && error.Fault is LocalFault.Link)
        {
            throw new StoreException(
                "its metadata sidecar is a symbolic link, and links are not followed",
                "copy the file itself into the folder"
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
        // others hold the directory too: it is given back once
        if (!_isDisposed)
            _directory?.Dispose();
        _isDisposed = true;
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
