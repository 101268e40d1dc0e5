using Integrity.Building.Delivery;
using Integrity.Cli.Output;
using Integrity.Reporting;

namespace Integrity.Cli.Delivery;

/// <summary>Prints the result of each file, and a summary.</summary>
/// <param name="terminal">Prints the results.</param>
/// <param name="isDryRun">True if nothing is written.</param>
internal sealed class DeliveryReport(Terminal terminal, bool isDryRun)
{
    private readonly SortedSet<string> _hints = new(StringComparer.Ordinal);
    private int _delivered;
    private int _before;
    private int _empty;

    /// <summary>Number of files that could not be delivered or deleted.</summary>
    public int Failures { get; private set; }

    public void Add(DeliveryResult result)
    {
        var text = result.Status switch
        {
            DeliveryStatus.Delivered =>
                $"{(isDryRun ? "would be delivered" : result.IsRemoved ? "moved" : "delivered")} to {result.Location}",
            DeliveryStatus.DeliveredBefore =>
                $"was already delivered to {result.Location}{(result.IsRemoved ? "; deleted" : "")}",
            DeliveryStatus.Empty => "empty, a pipe or a device; skipped",
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
            Fail(result.Path, problem, HintWords.Of(result.Hint));
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
            parts.Add($"{_before} already delivered");
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
