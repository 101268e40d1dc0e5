using Integrity.Tests.Support;

namespace Integrity.Tests.Vectors.FindingVectors;

/// <summary>
/// Runs the library and the program on a small example of each finding, and compares findings and output exactly.
/// </summary>
public sealed class FindingVectorsTests
{
    public static TheoryData<string> All => new(FindingVector.AllNames);

    public static TheoryData<string> ForTheProgram =>
        new(FindingVector.AllNames.Where(name => !new FindingVector(name).IsForLibraryOnly));

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_library_reports_exactly_the_expected_findings_and_texts(string name)
    {
        var vector = new FindingVector(name);

        using var run = new LibraryRun(vector);
        var (findings, printed) = await run.RunAsync();

        findings.Should().Equal(vector.Findings);
        printed.Should().Be(vector.Expected);
    }

    [Theory]
    [MemberData(nameof(ForTheProgram))]
    public async Task The_program_prints_the_expected_output_byte_for_byte(string name)
    {
        var vector = new FindingVector(name);
        using var temp = new TempDirectory();

        (await ProgramRun.OfAsync([.. Arguments(vector, temp), "--keys", vector.PublicKeys]))
            .Should()
            .Be(vector.Expected);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_vector_is_named_after_one_of_its_findings(string name) =>
        new FindingVector(name).Findings.Select(code => code.ToString()).Should().Contain(name);

    private static IEnumerable<string> Arguments(FindingVector vector, TempDirectory temp) =>
        [
            .. vector.Arguments,
            .. vector.Arguments[0] switch
            {
                "validate-logs" => ["--source", vector.Buckets],
                "verify-query-results" => ["--local-export-path", vector.QueryFolder],
                _ => (string[])["--check", vector.Proof],
            },
            // A copy, because a run overwrites the checkpoint.
            .. vector.HasCheckpoint
                ? (string[])["--checkpoint", temp.Write("checkpoint.json", File.ReadAllBytes(vector.Checkpoint))]
                : [],
        ];
}
