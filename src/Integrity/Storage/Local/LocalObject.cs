namespace Integrity.Storage.Local;

/// <summary>A file that is open as an object.</summary>
internal sealed class LocalObject : StoredObject
{
    private readonly string _path;
    private string? _metadataProblem;

    private LocalObject(FileInfo file) => (_path, Content, Stamp) = (file.FullName, OpenContent(file), ObjectStamp.Of(file));

    public override Stream Content { get; }

    public override ObjectStamp Stamp { get; }

    public override string? MetadataProblem => _metadataProblem;

    /// <exception cref="StoreException">The file cannot be read.</exception>
    public static LocalObject Open(FileInfo file) => new(file);

    private static Stream OpenContent(FileInfo file)
    {
        try
        {
            // pipes and devices have no length: they are never opened, since they could block or never end
            return file.Length == 0 ? Stream.Null : new FileSection(File.OpenHandle(file.FullName), 0, file.Length, ownsFile: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FileSection.CannotRead(e);
        }
    }

    public override ValueTask<IReadOnlyDictionary<string, string>?> ReadMetadataAsync(CancellationToken cancellationToken)
    {
        var sidecar = new FileInfo(_path + MetadataSidecar.Ending);
        if (!sidecar.Exists) return ValueTask.FromResult<IReadOnlyDictionary<string, string>?>(null);
        if (LocalPaths.IsLink(sidecar)) throw new StoreException("its metadata sidecar is a symbolic link, and links are not followed");
        using var content = OpenContent(sidecar);
        var read = MetadataSidecar.Read(content, sidecar.Length);
        _metadataProblem = read.ProblemOf(_path);
        return ValueTask.FromResult(read.Metadata);
    }
}
