using Integrity.IntegrationTests.Support;
using Integrity.Storage.Local;

namespace Integrity.IntegrationTests.Killing;

/// <summary>A trail in a folder.</summary>
internal sealed class FolderGround(string folder) : IKillingGround
{
    public string[] StoreOptions => ["--store", folder];

    public Task DeliverAsync(string key, byte[] content)
    {
        SampleTrail.Put(folder, key, content);
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<string>> KeysAsync()
    {
        var keys = new List<string>();
        await foreach (
            var key in LocalDirectoryStore
                .OfBuckets(folder)
                .ListAsync(SampleTrail.Bucket, "", null, CancellationToken.None)
        )
            keys.Add(key);
        return keys;
    }

    public Task<byte[]> ReadAsync(string key) => File.ReadAllBytesAsync(Path.Combine(folder, SampleTrail.Bucket, key));

    /// <summary>Files that were being written.</summary>
    public IEnumerable<string> Unfinished =>
        Directory.EnumerateFiles(folder, "*.ctverify-unfinished", SearchOption.AllDirectories);
}
