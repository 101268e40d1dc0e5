using System.Diagnostics;

namespace Integrity.IntegrationTests.Support;

/// <summary>Waits for a process by the processor time that it takes, not by time on the clock: on a busy machine it is waited for, not raced.</summary>
internal static class ProcessAtWork
{
    public static async Task UntilItHasWorkedAsync(this Process process, TimeSpan work, TimeSpan patience)
    {
        var from = process.TotalProcessorTime;
        var waited = Stopwatch.StartNew();
        while (process.TotalProcessorTime - from < work)
        {
            process.HasExited.Should().BeFalse("it has minutes of work before it");
            waited.Elapsed.Should().BeLessThan(patience);
            await Task.Delay(20);
            process.Refresh();
        }
    }
}
