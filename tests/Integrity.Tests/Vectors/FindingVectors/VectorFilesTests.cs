using System.Text;
using FluentAssertions.Execution;

namespace Integrity.Tests.Vectors.FindingVectors;

/// <summary>
/// Builds the vectors again and compares them with testdata/findings. Only the keys may differ.
/// The environment variable <c>INTEGRITY_WRITE_VECTORS</c> lists the vectors to write with their output: finding codes
/// separated by commas, or <c>all</c>. Review what is written; no test does.
/// </summary>
public sealed class VectorFilesTests
{
    private static readonly string[] Requested = (
        Environment.GetEnvironmentVariable("INTEGRITY_WRITE_VECTORS") ?? ""
    ).Split(',');

    [Fact]
    public void Every_vector_has_a_scenario() =>
        FindingVector.AllNames.Should().BeEquivalentTo(VectorFiles.Drafts.Select(draft => draft.Code.ToString()));

    [Fact]
    public async Task The_files_in_testdata_match_the_scenarios_except_for_keys()
    {
        using var scope = new AssertionScope();
        foreach (var draft in VectorFiles.Drafts)
        {
            var (vector, made) = (new FindingVector(draft.Code.ToString()), VectorFiles.Of(draft));
            if (Requested.Contains(vector.Name, StringComparer.Ordinal) || Requested is ["all"])
                await WriteAsync(vector, made);
            var stored = Directory
                .EnumerateFiles(vector.Folder, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(vector.Folder, path).Replace('\\', '/'))
                .ToList();

            stored
                .Should()
                .BeEquivalentTo(
                    [.. made.Keys, "expected.stdout", "expected.stderr"],
                    "these are the files of {0}",
                    vector
                );
            File.ReadAllText(Path.Combine(vector.Folder, "case.json"))
                .Should()
                .Be(Encoding.UTF8.GetString(made["case.json"]));
        }
    }

    private static async Task WriteAsync(FindingVector vector, SortedDictionary<string, byte[]> files)
    {
        if (Directory.Exists(vector.Folder))
            Directory.Delete(vector.Folder, recursive: true);
        foreach (var (name, content) in files)
            Write(vector, name, content);
        using var run = new LibraryRun(vector);
        var (findings, printed) = await run.RunAsync();
        foreach (var (name, text) in new[] { ("expected.stdout", printed.Output), ("expected.stderr", printed.Errors) })
            Write(
                vector,
                name,
                Encoding.UTF8.GetBytes(
                    vector.QueryFolderOrEmpty is { Length: > 0 } folder
                        ? text.Replace(folder, "{folder}", StringComparison.Ordinal)
                        : text
                )
            );
        findings
            .Should()
            .Equal(vector.Findings, "the expected findings of {0} come from the specification, not from a run", vector);
        printed.ExitCode.Should().Be(vector.ExitCode);
    }

    private static void Write(FindingVector vector, string name, byte[] content)
    {
        var path = Path.Combine(vector.Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
