namespace Integrity.QueryResults;

/// <summary>Which query results to verify.</summary>
public sealed record QueryResultsRequest
{
    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>The folder in which the sign file lies: empty, or ending in a slash.</summary>
    public required string Prefix { get; init; }

    /// <summary>The region whose keys to trust; <c>null</c> for the one that the sign file claims.</summary>
    public string? Region { get; init; }

    /// <summary>How many files are checked at the same time. Default: one a processor, right for local files.</summary>
    public int Concurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether the folder is listed, to find result files that the sign file does not name.</summary>
    public bool LooksForUnlisted { get; init; } = true;

    /// <summary>The largest sign file that is read, in bytes. Default 16 MiB, room for 100,000 files.</summary>
    public int MaxSignFileBytes { get; init; } = 16 << 20;

    /// <summary>The most objects that are looked at when the folder is listed. Default 1,000,000.</summary>
    public int MaxListedObjects { get; init; } = 1_000_000;
}
