namespace Integrity.QueryResults;

/// <summary>Specifies the query results to verify.</summary>
public sealed record QueryResultsRequest
{
    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>The prefix of the folder with the sign file: empty, or ending in a slash.</summary>
    public required string Prefix { get; init; }

    /// <summary>The region whose keys to trust; <c>null</c> for the region in the sign file.</summary>
    public string? Region { get; init; }

    /// <summary>Number of files to check in parallel. Default: one per processor, suitable for local files.</summary>
    public int Concurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether to list the folder in order to find unlisted result files.</summary>
    public bool LooksForUnlisted { get; init; } = true;

    /// <summary>Maximum size of the sign file in bytes. Default: 16 MiB, enough for 100,000 files.</summary>
    public int MaxSignFileBytes { get; init; } = 16 << 20;

    /// <summary>Maximum number of objects to list in the folder. Default: 1,000,000.</summary>
    public int MaxListedObjects { get; init; } = 1_000_000;
}
