using Integrity.Tests.Support;

namespace Integrity.Tests.Vectors.FindingVectors;

/// <summary>Each kind of finding on a small example, by the library and by the program: exactly what is to be found, exactly what is to be said.</summary>
public sealed class FindingVectorsTests
{
    public static TheoryData<string> All => new(FindingVector.AllNames);

    public static TheoryData<string> ForTheProgram =>
        new(FindingVector.AllNames.Where(name => !new FindingVector(name).NeedsMoreThanOptions));

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_library_finds_exactly_what_is_expected_and_says_it_in_these_words(string name)
    {
        var vector = new FindingVector(name);

        using var run = new LibraryRun(vector);
        var (findings, printed) = await run.RunAsync();

        findings.Should().Equal(vector.Findings);
        printed.Should().Be(vector.Expected);
    }

    [Theory]
    [MemberData(nameof(ForTheProgram))]
    public async Task The_program_prints_what_is_expected_byte_for_byte(string name)
    {
        var vector = new FindingVector(name);
        using var scratch = new TempDirectory();

        (await ProgramRun.OfAsync([.. Arguments(vector, scratch), "--keys", vector.PublicKeys]))
            .Should()
            .Be(vector.Expected);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_vector_is_named_for_what_is_found_on_it(string name) =>
        new FindingVector(name).Findings.Select(code => code.ToString()).Should().Contain(name);

    private static IEnumerable<string> Arguments(FindingVector vector, TempDirectory scratch) =>
        [
            .. vector.Arguments,
            .. vector.Arguments[0] switch
            {
                "validate-logs" => ["--source", vector.Buckets],
                "verify-query-results" => ["--local-export-path", vector.QueryFolder],
                _ => (string[])["--check", vector.Proof],
            },
            // a copy, since a run leaves a checkpoint for the next one in its place
            .. vector.HasCheckpoint
                ? (string[])["--checkpoint", scratch.Write("checkpoint.json", File.ReadAllBytes(vector.Checkpoint))]
                : [],
        ];
}
