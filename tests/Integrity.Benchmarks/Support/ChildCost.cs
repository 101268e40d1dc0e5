namespace Integrity.Benchmarks.Support;

/// <summary>The cost of a process.</summary>
/// <param name="Output">Its standard output.</param>
/// <param name="Seconds">Time from start to end.</param>
/// <param name="UserSeconds">Processor time in user mode.</param>
/// <param name="SystemSeconds">Processor time in the kernel.</param>
/// <param name="PeakMegabytes">Peak memory.</param>
internal sealed record ChildCost(
    string Output,
    double Seconds,
    double UserSeconds,
    double SystemSeconds,
    double PeakMegabytes
);
