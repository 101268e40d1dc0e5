using Integrity.Building.Delivery;
using Integrity.Cli.Output;
using Integrity.Reporting;

namespace Integrity.Cli.Delivery;

/// <summary>Tells what became of each file, and sums up.</summary>
/// <param name="terminal">Where it is told.</param>
/// <param name="isDryRun">Whether nothing is really written.</param>
internal sealed class DeliveryReport(Terminal terminal, bool isDryRun)
{
    private readonly SortedSet<string> _hints = new(StringComparer.Ordinal);
    private int _delivered;
    private int _before;
    private int _empty;

    /// <summary>How many files could not be delivered, or not be removed.</summary>
    public int Failures { get; private set; }

    public void Add(DeliveryResult result)
    {
        var text = result.Status switch
        {
            DeliveryStatus.Delivered =>
                $"{(isDryRun ? "would be delivered" : result.IsRemoved ? "moved" : "delivered")} to {result.Location}",
            DeliveryStatus.DeliveredBefore =>
                $"was delivered before, to {result.Location}{(result.IsRemoved ? "; removed" : "")}",
            DeliveryStatus.Empty => "is empty, or a pipe or device: nothing to deliver",
            _ => null,
        };
        if (text is not null)
            terminal.Output.Write($"Log file\t{TerminalText.Escape(result.Path)}\t{TerminalText.Escape(text)}\n");
        if (result.Status == DeliveryStatus.Delivered)
            _delivered++;
        if (result.Status == DeliveryStatus.DeliveredBefore)
            _before++;
        if (result.Status == DeliveryStatus.Empty)
            _empty++;
        if (result.Problem is { } problem)
            Fail(result.Path, problem, result.Hint);
    }

    public void Fail(string path, string problem, string? hint)
    {
        Failures++;
        terminal.Error($"{path}: {problem}", hint: null);
        if (hint is not null)
            _hints.Add(hint);
    }

    public void End()
    {
        List<string> parts = [$"{Plural(_delivered)} {(isDryRun ? "would be delivered" : "delivered")}"];
        if (_before > 0)
            parts.Add($"{_before} delivered before");
        if (_empty > 0)
            parts.Add($"{_empty} empty");
        if (Failures > 0)
            parts.Add($"{Failures} FAILED");
        terminal.Output.Write($"{(_delivered + _before + _empty > 0 ? "\n" : "")}{string.Join(", ", parts)}\n");
        terminal.Output.Flush();
        foreach (var hint in _hints)
            terminal.Hint(hint);
    }

    private static string Plural(int count) => count == 1 ? "1 log file" : $"{count} log files";
}
