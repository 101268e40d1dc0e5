using Integrity.Findings;
using Integrity.Reporting;

namespace Integrity.Cli.Output;

/// <summary>Prints the verdict of a run in one line, for people at a terminal.</summary>
internal static class VerdictLine
{
    /// <summary>Prints the line if standard error is a terminal.</summary>
    public static void Write(Terminal terminal, VerdictSentence sentence)
    {
        if (!terminal.IsErrorTerminal)
            return;
        terminal.Output.Flush();
        terminal.Errors.Write($"\n{Colored(terminal, sentence)}{sentence.Facts}\n");
    }

    /// <summary>Returns the verdict, padded, with its own background for light and dark terminals.</summary>
    private static string Colored(Terminal terminal, VerdictSentence sentence)
    {
        var padding = new string(' ', VerdictSentence.Width - sentence.Word.Length);
        var color = sentence.Verdict switch
        {
            Verdict.Invalid => "1;97;41",
            Verdict.Incomplete => "1;30;43",
            _ => "1;30;42",
        };
        return terminal.HasColor ? $"\u001b[{color}m{sentence.Word}\u001b[0m{padding}" : sentence.Word + padding;
    }
}
