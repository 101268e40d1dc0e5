namespace Integrity.Benchmarks.Support;

/// <summary>What a process took.</summary>
/// <param name="Output">What it printed.</param>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="UserSeconds">Processor time in the program.</param>
/// <param name="SystemSeconds">Processor time in the kernel.</param>
/// <param name="PeakMegabytes">The most memory that it ever had (its high-water mark).</param>
internal sealed record ChildCost(
    string Output,
    double Seconds,
    double UserSeconds,
    double SystemSeconds,
    double PeakMegabytes
);
