using Integrity.IntegrationTests.S3;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>
/// For every vector, the native binary and the build on the .NET runtime print the same bytes: those in the vector's
/// files.
/// </summary>
public sealed class NativeProgramTests : IDisposable
{
    private readonly TemporaryFolder _directory = new();

    public static TheoryData<string> Vectors => [.. Vector.Names];

    public static TheoryData<string> Findings => [.. Vector.FindingNames];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Vectors))]
    public Task A_vector_has_the_expected_output(string name) => CheckAsync(new Vector(name));

    [Theory]
    [MemberData(nameof(Findings))]
    public Task An_example_of_a_finding_has_the_expected_output(string name) =>
        CheckAsync(new Vector(name, "findings"));

    [Theory]
    [InlineData("--help")]
    [InlineData("validate-logs", "--help")]
    [InlineData("build", "--help")]
    [InlineData("keys", "generate", "--help")]
    [InlineData("inspect", "--help")]
    public async Task Help_goes_to_stdout(params string[] arguments)
    {
        var run = await (await NativeProgram.GetAsync()).TryRunAsync(arguments);

        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should().Contain("Usage:").And.Contain("ctverify");
        run.ErrorBytes.Should().BeEmpty();
    }

    [Fact]
    public async Task The_version_is_printed()
    {
        var run = await (await NativeProgram.GetAsync()).TryRunAsync("--version");

        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should().MatchRegex(@"^\d+\.\d+\.\d+");
    }

    private async Task CheckAsync(Vector vector)
    {
        var run = await (await NativeProgram.GetAsync()).TryRunAsync([
            .. vector.Arguments,
            "--source",
            vector.Buckets,
            "--keys",
            vector.At("public-keys.json"),
            .. vector.CheckpointIn(_directory.Root),
        ]);

        run.Errors.Should().Be(vector.Errors);
        run.Output.Should().Be(vector.Output);
        run.ExitCode.Should().Be(vector.ExitCode);
    }
}
