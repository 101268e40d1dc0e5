using System.Text;
using Integrity.Cli;
using Integrity.Cli.Options;
using Integrity.Cli.Output;

// Local files are hashed on pool threads. Spare threads keep the chain walk from waiting for a free one.
ThreadPool.SetMinThreads(Environment.ProcessorCount + 2, Environment.ProcessorCount + 2);
using var output = new StreamWriter(
    new OutputStream(StandardStream.Open(Console.OpenStandardOutput)),
    new UTF8Encoding(false),
    64 << 10
)
{
    AutoFlush = false,
};
using var errorStream = new OutputStream(StandardStream.Open(Console.OpenStandardError));
using var errors = new StreamWriter(errorStream, new UTF8Encoding(false)) { AutoFlush = true };
if (OpenFileLimit.Problem(OpenFileLimit.Current()) is { } problem)
{
    // Fail now, before the runtime fails to load an assembly in the middle of a verification.
    await errors.WriteAsync($"ctverify: {problem}\nhint: {OpenFileLimit.Hint}\n");
    return ExitCode.Incomplete;
}
return await CtVerify.RunAsync(
    args,
    new Terminal(output, errors, TimeProvider.System)
    {
        IsErrorTerminal = !Console.IsErrorRedirected,
        IsInteractive = !Console.IsOutputRedirected,
        ShowsProgress =
            !Console.IsErrorRedirected && Terminal.UnderstandsEscapes(Environment.GetEnvironmentVariable("TERM")),
        OpenInput = Console.OpenStandardInput,
        IsInputTerminal = !Console.IsInputRedirected,
        PromptForSecret = SecretPrompt.Ask,
    }
);
