namespace Integrity.IntegrationTests.Killing;

/// <summary>Where a trail lies whose builders are killed.</summary>
internal interface IKillingGround
{
    /// <summary>The options that say where it lies, for the program.</summary>
    string[] StoreOptions { get; }

    /// <summary>Delivers a log file.</summary>
    Task DeliverAsync(string path, byte[] content);

    /// <summary>All objects that can be seen.</summary>
    Task<IReadOnlyList<string>> ObjectPathsAsync();

    Task<byte[]> ReadAsync(string path);
}
