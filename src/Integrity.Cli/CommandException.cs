namespace Integrity.Cli;

/// <summary>A command failed. Printed as <c>ctverify: message</c> and <c>hint: …</c>.</summary>
internal sealed class CommandException(string message, string hint, int exitCode) : Exception(message)
{
    public string Hint { get; } = hint;

    public int ExitCode { get; } = exitCode;

    public static CommandException Usage(string message, string hint) => new(message, hint, Cli.ExitCode.Usage);

    public static CommandException Incomplete(string message, string hint) =>
        new(message, hint, Cli.ExitCode.Incomplete);
}
