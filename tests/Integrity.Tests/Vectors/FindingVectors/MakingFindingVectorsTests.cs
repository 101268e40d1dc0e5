using System.Text;
using FluentAssertions.Execution;

namespace Integrity.Tests.Vectors.FindingVectors;

/// <summary>
/// The vectors can be made anew, and what lies in testdata is what is made: the same objects and the same expectations, with other keys.
/// Those that the environment variable <c>INTEGRITY_WRITE_VECTORS</c> names (finding codes with commas between them, or <c>all</c>) are written, with what is printed for them: look at it, nobody else does.
/// </summary>
public sealed class MakingFindingVectorsTests
{
    private static readonly string[] Wanted = (
        Environment.GetEnvironmentVariable("INTEGRITY_WRITE_VECTORS") ?? ""
    ).Split(',');

    [Fact]
    public void Each_vector_is_made_here() =>
        FindingVector.AllNames.Should().BeEquivalentTo(VectorFiles.Drafts.Select(draft => draft.Code.ToString()));

    [Fact]
    public async Task What_lies_in_testdata_is_what_is_made_but_for_the_keys()
    {
        using var scope = new AssertionScope();
        foreach (var draft in VectorFiles.Drafts)
        {
            var (vector, made) = (new FindingVector(draft.Code.ToString()), VectorFiles.Of(draft));
            if (Wanted.Contains(vector.Name, StringComparer.Ordinal) || Wanted is ["all"])
                await WriteAsync(vector, made);
            var lying = Directory
                .EnumerateFiles(vector.Folder, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(vector.Folder, path).Replace('\\', '/'))
                .ToList();

            lying.Should().BeEquivalentTo([.. made.Keys, "expected.stdout", "expected.stderr"], "of {0}", vector);
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
                    vector.QueryFolderOrNothing is { Length: > 0 } folder
                        ? text.Replace(folder, "{folder}", StringComparison.Ordinal)
                        : text
                )
            );
        findings
            .Should()
            .Equal(
                vector.Findings,
                "what is expected of {0} comes from the specification, and not from what is found",
                vector
            );
        printed.ExitCode.Should().Be(vector.ExitCode);
    }

    private static void Write(FindingVector vector, string name, byte[] content)
    {
        var path = Path.Combine(vector.Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
