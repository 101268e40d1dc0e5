using Integrity.Digests;

namespace Integrity.Benchmarks.Memory;

/// <summary>Log files that are generated when they are opened, always with the same bytes.</summary>
internal interface ISimulatedLogFiles
{
    int Count { get; }

    Sha256Hash HashOf(int index);

    /// <summary>Opens the gzip file.</summary>
    Stream Open(int index);
}
