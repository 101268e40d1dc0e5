using System.Text;

namespace Integrity.Cli.Output;

/// <summary>Asks a person for a secret, on a terminal that does not show what is typed.</summary>
internal static class SecretPrompt
{
    /// <summary>What was typed; <c>null</c> when nobody can be asked.</summary>
    /// <exception cref="OperationCanceledException">Ctrl-C.</exception>
    public static string? Ask(string question)
    {
        if (Console.IsInputRedirected || Console.IsErrorRedirected)
            return null;
        Console.Error.Write(question);
        var before = Console.TreatControlCAsInput;
        // a read of the console cannot be cancelled, so Ctrl-C must come through it
        Console.TreatControlCAsInput = true;
        try
        {
            return ReadLine();
        }
        finally
        {
            Console.TreatControlCAsInput = before;
            Console.Error.WriteLine();
        }
    }

    private static string ReadLine()
    {
        var typed = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key is { Key: ConsoleKey.C or ConsoleKey.D, Modifiers: ConsoleModifiers.Control })
                throw new OperationCanceledException();
            if (key.Key == ConsoleKey.Enter)
                return typed.ToString();
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                typed.Append(key.KeyChar);
        }
    }
}
