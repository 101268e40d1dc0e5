using Integrity.Reporting;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;
using Integrity.Tests.Vectors.FindingVectors;

namespace Integrity.Tests.Reporting;

/// <summary>
/// Every report that the program writes is consistent, so that it is accepted when read back.
/// </summary>
public sealed class ReportsAgreeTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public static TheoryData<string> Vectors => new(Vector.AllNames);

    public static TheoryData<string> FindingVectors =>
        new(FindingVector.AllNames.Where(name => NeedsOnlyOptions(new FindingVector(name))));

    private static bool NeedsOnlyOptions(FindingVector vector) =>
        !vector.IsForLibraryOnly
        && !vector.HasCheckpoint
        && vector.Arguments is ["validate-logs" or "verify-query-results", ..];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task On_a_vector(string name)
    {
        var vector = new Vector(name);

        await CheckAsync(
            [.. vector.Arguments, "--source", vector.Buckets, "--keys", vector.PublicKeys],
            vector.ExitCode
        );
    }

    [Theory]
    [MemberData(nameof(FindingVectors))]
    public async Task On_each_kind_of_finding(string name)
    {
        var vector = new FindingVector(name);
        string[] source =
            vector.Arguments[0] == "validate-logs"
                ? ["--source", vector.Buckets]
                : ["--local-export-path", vector.QueryFolder];

        await CheckAsync([.. vector.Arguments, .. source, "--keys", vector.PublicKeys], vector.ExitCode);
    }

    private async Task CheckAsync(string[] arguments, int exitCode)
    {
        var path = _directory.PathTo("report.json");

        (await ProgramRun.OfAsync([.. arguments, "--report", path])).ExitCode.Should().Be(exitCode);

        using var file = File.OpenRead(path);
        file.Invoking(JsonReport.Read).Should().NotThrow();
    }
}
