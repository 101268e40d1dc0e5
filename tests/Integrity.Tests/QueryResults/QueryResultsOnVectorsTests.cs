using Integrity.Tests.Support;

namespace Integrity.Tests.QueryResults;

/// <summary>
/// Query results signed by an independent implementation: the program prints what the AWS CLI printed, byte for byte.
/// </summary>
public sealed class QueryResultsOnVectorsTests
{
    public static TheoryData<string, int> Vectors =>
        new()
        {
            { "query-valid", 0 },
            { "query-modify-file", 1 },
            { "query-bad-signature", 1 },
        };

    [Fact]
    public void Every_vector_is_tested() =>
        Directory
            .GetDirectories(Repository.Vectors, "query-*")
            .Select(Path.GetFileName)
            .Should()
            .BeEquivalentTo(Vectors.Select(row => row.Data.Item1));

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task The_program_prints_what_the_AWS_CLI_prints(string name, int exitCode)
    {
        var vector = Path.Combine(Repository.Vectors, name);
        var expected = new ProgramRun(
            exitCode,
            File.ReadAllText(Path.Combine(vector, "expected.stdout")),
            File.ReadAllText(Path.Combine(vector, "expected.stderr"))
        );
        var directory = Path.GetDirectoryName(
            Directory.GetFiles(vector, "result_sign.json", SearchOption.AllDirectories).Single()
        )!;

        foreach (var keys in new[] { Path.Combine(vector, "public-keys.json"), Repository.PathTo("keys") })
        {
            (await ProgramRun.OfAsync("verify-query-results", "--local-export-path", directory, "--keys", keys))
                .Should()
                .Be(expected);
            (
                await ProgramRun.OfAsync(
                    "verify-query-results",
                    "--local-export-path",
                    directory + "/",
                    "--keys",
                    keys,
                    "--region",
                    "us-east-1",
                    "--crypto",
                    "both"
                )
            )
                .Should()
                .Be(expected);
        }
    }
}
