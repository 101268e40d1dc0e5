using Integrity.IntegrationTests.Support;
using Integrity.Storage.Local;

namespace Integrity.IntegrationTests.Killing;

/// <summary>A trail in a directory.</summary>
internal sealed class DirectoryTrailStore(string folder) : ITrailStore
{
    public string[] StoreOptions => ["--store", folder];

    public Task DeliverAsync(string path, byte[] content)
    {
        SampleTrail.Put(folder, path, content);
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<string>> ObjectPathsAsync()
    {
        var paths = new List<string>();
        await foreach (
            var path in LocalDirectoryStore
                .OfBuckets(folder)
                .ListAsync(SampleTrail.Bucket, "", null, CancellationToken.None)
        )
            paths.Add(path);
        return paths;
    }

    public Task<byte[]> ReadAsync(string path) =>
        File.ReadAllBytesAsync(Path.Combine(folder, SampleTrail.Bucket, path));

    /// <summary>The partially written files.</summary>
    public IEnumerable<string> Unfinished =>
        Directory.EnumerateFiles(folder, "*.ctverify-unfinished", SearchOption.AllDirectories);
}
