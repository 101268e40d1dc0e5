using System.CommandLine;
using System.Text;
using Integrity.Aws;
using Integrity.Cli.Output;
using Integrity.Keys;

namespace Integrity.Cli.Options;

/// <summary>
/// Where the passphrase of private keys comes from: a file, else an environment variable, else a person. Never an argument, which every process of the machine could read.
/// It is asked for once, and only when it is needed.
/// </summary>
internal sealed class PassphraseOption(Terminal terminal)
{
    public const string Variable = "CTVERIFY_KEY_PASSPHRASE";

    private const int MinLength = 8;
    private const int Attempts = 3;
    private const int MaxFileBytes = 4096;

    private readonly Option<string?> _file = new("--passphrase-file")
    {
        Description =
            $"The file with the passphrase of encrypted private keys. Default: the environment variable {Variable}, else it is asked for.",
        HelpName = "FILE",
    };

    public Option Option => _file;

    /// <summary>Answers for the passphrase of a private key file.</summary>
    public Func<string, string> Of(ParseResult arguments)
    {
        string? known = null;
        return path => known ??= Remember(Find(arguments) ?? AskFor(path));
    }

    /// <summary>The passphrase for a new key. A person types it twice.</summary>
    public string ForNewKey(ParseResult arguments)
    {
        var passphrase = Remember(Find(arguments) ?? AskTwice());
        return passphrase.Length >= MinLength
            ? passphrase
            : throw CommandException.Usage(
                $"a passphrase has at least {MinLength} characters",
                "several words that do not belong together are a good one"
            );
    }

    /// <summary>From here on no error text shows it.</summary>
    private static string Remember(string passphrase)
    {
        Redaction.Remember(passphrase);
        return passphrase;
    }

    /// <summary>Whoever mistypes it may try again, but not for ever: it can be another key's.</summary>
    private string AskFor(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            var typed =
                terminal.AskSecret($"Passphrase of {path}: ")
                ?? throw new KeyFileException(
                    $"{path}: the private key is encrypted, and there is no passphrase",
                    $"give the file that holds it with --passphrase-file, or set {Variable}"
                );
            if (attempt == Attempts || Opens(path, typed))
                return typed;
            terminal.Note("that does not open it; try again");
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
            terminal.AskSecret("Passphrase of the new key: ")
            ?? throw CommandException.Usage(
                "--encrypt needs a passphrase",
                $"give the file that holds it with --passphrase-file, or set {Variable}"
            );
        return terminal.AskSecret("The same again: ") == first
            ? first
            : throw CommandException.Usage("the two passphrases differ", "type the same one twice");
    }

    private string? Find(ParseResult arguments)
    {
        if (arguments.GetValue(_file) is { } path)
            return ReadFile(path);
        return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } passphrase ? passphrase : null;
    }

    /// <summary>The first line: editors end it, and the end does not belong to the passphrase.</summary>
    private static string ReadFile(string path)
    {
        var text = Encoding.UTF8.GetString(PrivateFile.Read(path, "passphrase", MaxFileBytes));
        return new StringReader(text).ReadLine() is { Length: > 0 } line
            ? line
            : throw CommandException.Usage(
                $"--passphrase-file: {path} holds no passphrase",
                "write it into the first line"
            );
    }
}
