using System.CommandLine;
using Integrity.Cli.Output;

namespace Integrity.Cli.Commands;

/// <summary>
/// <c>ctverify completion</c>: prints the script that completes commands, options and their values in a shell. The
/// script calls the program for suggestions, so it always matches the command definitions.
/// </summary>
internal sealed class CompletionCommand(Terminal terminal)
{
    private const string Bash = """
        _ctverify() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(ctverify "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" \
                -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _ctverify ctverify
        """;

    private const string Zsh = """
        #compdef ctverify
        _ctverify() {
            local -a found
            found=("${(@f)$(ctverify "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            found=(${found:#})
            if (( ${#found} )); then compadd -- $found; else _files; fi
        }
        if [[ ${funcstack[1]} == _ctverify ]]; then _ctverify; else compdef _ctverify ctverify; fi
        """;

    private const string Fish = """
        complete -c ctverify -a '(set -l line (commandline -cp); \
            ctverify "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName ctverify -ScriptBlock {
            param($word, $line, $position)
            ctverify "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
        }
        """;

    private readonly Argument<string> _shell = new("SHELL") { Description = "Shell: bash, zsh, fish or pwsh." };

    public Command ToCommand()
    {
        _shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        var command = new DocumentedCommand(
            "completion",
            "Print a script that completes commands, options and values in your shell.",
            """
            Examples:
              echo 'source <(ctverify completion bash)' >> ~/.bashrc
              echo 'source <(ctverify completion zsh)' >> ~/.zshrc     # after compinit
              ctverify completion fish > ~/.config/fish/completions/ctverify.fish
              ctverify completion pwsh >> $PROFILE
            """
        )
        {
            _shell,
        };
        command.SetAction(arguments =>
        {
            terminal.Output.Write(ScriptFor(arguments.GetValue(_shell)!) + "\n");
            return ExitCode.Valid;
        });
        return command;
    }

    private static string ScriptFor(string shell) =>
        shell switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            "fish" => Fish,
            _ => PowerShell,
        };
}
