namespace Integrity.IntegrationTests.Killing;

/// <summary>The store of a trail whose builders are killed.</summary>
internal interface ITrailStore
{
    /// <summary>The options of ctverify for this store.</summary>
    string[] StoreOptions { get; }

    /// <summary>Delivers a log file.</summary>
    Task DeliverAsync(string path, byte[] content);

    /// <summary>Returns the paths of all visible objects.</summary>
    Task<IReadOnlyList<string>> ObjectPathsAsync();

    Task<byte[]> ReadAsync(string path);
}
