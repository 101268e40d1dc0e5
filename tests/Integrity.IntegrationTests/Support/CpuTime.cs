using System.Diagnostics;

namespace Integrity.IntegrationTests.Support;

/// <summary>
/// Waits until a process has used some CPU time, which is more reliable than elapsed time on a busy machine.
/// </summary>
internal static class CpuTime
{
    /// <param name="process">The process.</param>
    /// <param name="work">The CPU time to wait for.</param>
    /// <param name="timeLimit">The longest time to wait.</param>
    public static async Task WaitForCpuTimeAsync(this Process process, TimeSpan work, TimeSpan timeLimit)
    {
        var from = process.TotalProcessorTime;
        var waited = Stopwatch.StartNew();
        while (process.TotalProcessorTime - from < work)
        {
            process.HasExited.Should().BeFalse("it has minutes of work to do");
            waited.Elapsed.Should().BeLessThan(timeLimit);
            await Task.Delay(20);
            process.Refresh();
        }
    }
}
