using System.Diagnostics;

namespace Integrity.IntegrationTests.Support;

/// <summary>
/// Waits until a process has used some CPU time, which is more reliable than elapsed time on a busy machine.
/// </summary>
internal static class ProcessAtWork
{
    public static async Task UntilItHasWorkedAsync(this Process process, TimeSpan work, TimeSpan patience)
    {
        var from = process.TotalProcessorTime;
        var waited = Stopwatch.StartNew();
        while (process.TotalProcessorTime - from < work)
        {
            process.HasExited.Should().BeFalse("it has minutes of work to do");
            waited.Elapsed.Should().BeLessThan(patience);
            await Task.Delay(20);
            process.Refresh();
        }
    }
}
