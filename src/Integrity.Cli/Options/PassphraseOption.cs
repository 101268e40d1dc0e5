using System.CommandLine;
using System.Text;
using Integrity.Aws;
using Integrity.Cli.Output;
using Integrity.Keys;

namespace Integrity.Cli.Options;

/// <summary>
/// Reads the passphrase of private keys from a file, an environment variable or a prompt, in this order. It is never
/// an argument, because every process of the machine could read it. Prompts once, and only when needed.
/// </summary>
internal sealed class PassphraseOption(Terminal terminal)
{
    public const string Variable = "CTVERIFY_KEY_PASSPHRASE";

    private const int MinLength = 8;
    private const int Attempts = 3;
    private const int MaxFileBytes = 4096;

    private readonly Option<string?> _file = new("--passphrase-file")
    {
        Description = $"File with the passphrase of encrypted private keys (default: {Variable}, or a prompt).",
        HelpName = "FILE",
    };

    public Option Option => _file;

    /// <summary>Returns a function from the path of a private key file to its passphrase.</summary>
    public Func<string, string> Of(ParseResult arguments)
    {
        string? known = null;
        return path => known ??= Remember(Find(arguments) ?? AskFor(path));
    }

    /// <summary>Returns the passphrase for a new key. A prompt asks for it twice.</summary>
    public string ForNewKey(ParseResult arguments)
    {
        var passphrase = Remember(Find(arguments) ?? AskTwice());
        return passphrase.Length >= MinLength
            ? passphrase
            : throw CommandException.Usage(
                $"the passphrase is too short: it needs at least {MinLength} characters",
                "use several unrelated words"
            );
    }

    /// <summary>Redacts the passphrase in all later error messages.</summary>
    private static string Remember(string passphrase)
    {
        Redaction.Remember(passphrase);
        return passphrase;
    }

    /// <summary>Prompts for the passphrase, with a limited number of attempts.</summary>
    private string AskFor(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            var typed =
                terminal.PromptForSecret($"Passphrase of {path}: ")
                ?? throw new KeyFileException(
                    $"{path}: the private key is encrypted, but no passphrase was given",
                    $"pass it with --passphrase-file FILE, or set {Variable}"
                );
            if (attempt == Attempts || Opens(path, typed))
                return typed;
            terminal.Problem("wrong passphrase, try again");
        }
    }

    private static bool Opens(string path, string passphrase)
    {
        try
        {
            using var signer = SigningKeyDirectory.LoadFile(path, _ => passphrase);
            return true;
        }
        catch (KeyFileException)
        {
            return false;
        }
    }

    private string AskTwice()
    {
        var first =
            terminal.PromptForSecret("Passphrase of the new key: ")
            ?? throw CommandException.Usage(
                "--encrypt needs a passphrase",
                $"pass it with --passphrase-file FILE, or set {Variable}"
            );
        return terminal.PromptForSecret("Repeat the passphrase: ") == first
            ? first
            : throw CommandException.Usage("the passphrases differ", "type the same passphrase twice");
    }

    private string? Find(ParseResult arguments)
    {
        if (arguments.GetValue(_file) is { } path)
            return ReadFile(path);
        return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } passphrase ? passphrase : null;
    }

    /// <summary>Returns the first line without its line end, which editors add.</summary>
    private static string ReadFile(string path)
    {
        var text = Encoding.UTF8.GetString(PrivateFile.Read(path, "passphrase", MaxFileBytes));
        return new StringReader(text).ReadLine() is { Length: > 0 } line
            ? line
            : throw CommandException.Usage(
                $"--passphrase-file: {path} contains no passphrase",
                "write the passphrase into the first line"
            );
    }
}
