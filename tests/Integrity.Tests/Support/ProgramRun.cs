using Integrity.Cli;
using Integrity.Cli.Output;

namespace Integrity.Tests.Support;

/// <summary>The exit code and output of one run of the program in this process.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    public static Task<ProgramRun> OfAsync(params string[] arguments) => AtAsync(FixedClock.AfterTheVectors, arguments);

    public static async Task<ProgramRun> AtAsync(TimeProvider clock, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exitCode = await CtVerify.RunAsync(arguments, new Terminal(output, errors, clock));
        return new ProgramRun(exitCode, output.ToString(), errors.ToString());
    }
}
