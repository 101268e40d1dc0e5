using Integrity.Cli;
using Integrity.Cli.Output;

namespace Integrity.IntegrationTests.S3;

/// <summary>What the program did, in this process.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Errors)
{
    public static async Task<CliRun> OfAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exitCode = await CtVerify.RunAsync(arguments, new Terminal(output, errors, TimeProvider.System));
        return new CliRun(exitCode, output.ToString(), errors.ToString());
    }

    /// <summary>Stdout holds a summary, and nowhere is a fault of the program itself.</summary>
    public void ShouldHaveEndedInOrder()
    {
        Output.Should().Contain("Results requested for ", "whatever happens, what was checked is summed up: {0}", this);
        Errors.Should().NotContain("internal error").And.NotContain("   at ", "no stack trace is shown to a user");
    }

    public override string ToString() => $"exit code {ExitCode}\nstdout:\n{Output}\nstderr:\n{Errors}";
}
