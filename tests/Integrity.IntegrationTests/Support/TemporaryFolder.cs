namespace Integrity.IntegrationTests.Support;

/// <summary>A temporary directory that is deleted after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    public TemporaryFolder()
        : this(Directory.CreateTempSubdirectory("integrity-").FullName) { }

    private TemporaryFolder(string root) => Root = root;

    public string Root { get; }

    /// <summary>Creates a directory for many small files, in memory if possible.</summary>
    public static TemporaryFolder InMemory() =>
        Directory.Exists(Memory)
            ? new(Directory.CreateDirectory(Path.Combine(Memory, $"integrity-{Guid.NewGuid():N}")).FullName)
            : new();

    public string At(params string[] parts) => Path.Combine([Root, .. parts]);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
