using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>The outcome of one run of ctverify.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Errors)
{
    public static Task<CliRun> OfAsync(params string[] arguments) => OfAsync([], arguments);

    /// <summary>Runs ctverify with environment variables set, or removed if the value is null.</summary>
    public static async Task<CliRun> OfAsync(
        IReadOnlyList<(string Name, string? Value)> environment,
        params string[] arguments
    )
    {
        var run = await CtVerifyProgram.RunAsync(environment, arguments);
        return new CliRun(run.ExitCode, run.Output, run.Errors);
    }

    /// <summary>Asserts that stdout has a summary and that the program did not fail internally.</summary>
    public void ShouldHaveEndedInOrder()
    {
        Output.Should().Contain("Results requested for ", "every run ends with a summary: {0}", this);
        Errors.Should().NotContain("internal error").And.NotContain("   at ", "users see no stack trace");
    }

    public override string ToString() => $"exit code {ExitCode}\nstdout:\n{Output}\nstderr:\n{Errors}";
}
