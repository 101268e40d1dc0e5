using System.Text;

namespace Integrity.Cli.Output;

/// <summary>Prompts for a secret on a terminal without showing what is typed.</summary>
internal static class SecretPrompt
{
    /// <summary>Returns the text typed; <c>null</c> if there is no terminal.</summary>
    /// <exception cref="OperationCanceledException">The user pressed Ctrl-C.</exception>
    public static string? Ask(string question)
    {
        if (Console.IsInputRedirected || Console.IsErrorRedirected)
            return null;
        Console.Error.Write(question);
        var before = Console.TreatControlCAsInput;
        // A console read cannot be canceled, so read Ctrl-C as a key.
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
