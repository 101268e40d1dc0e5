using Integrity.Digests;

namespace Integrity.Benchmarks.Memory;

/// <summary>Log files that lie nowhere: each is made when it is opened, always with the same bytes.</summary>
internal interface ISimulatedLogFiles
{
    int Count { get; }

    Sha256Hash HashOf(int index);

    /// <summary>The gzip file.</summary>
    Stream Open(int index);
}
