using System.Runtime.CompilerServices;

namespace Integrity.Tests.Readme;

/// <summary>What the README shows is what there is.</summary>
public sealed class ReadmeTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../.."));

    [Fact]
    public void The_example_in_the_README_is_the_one_that_is_compiled()
    {
        var lines = File.ReadAllLines(Path.Combine(Root, "tests/Integrity.Tests/Readme/VerifyAFolder.cs"));
        var example = lines.SkipWhile(line => line.Trim() != "// example").Skip(1).TakeWhile(line => line.Trim() != "// end of example").Select(line => line.Length > 8 ? line[8..] : "");

        File.ReadAllText(Path.Combine(Root, "README.md")).Should().Contain($"```csharp\n{string.Join('\n', example)}\n```");
    }

    [Theory]
    [InlineData("valid", "Valid\n")]
    [InlineData("log-modified", "LogFileHash: hash value doesn't match\nInvalid\n")]
    public async Task The_example_in_the_README_verifies_a_folder(string vector, string expected)
    {
        var folder = Path.Combine(Root, "testdata/vectors", vector, "buckets");
        using var output = new StringWriter { NewLine = "\n" };

        await VerifyAFolder.RunAsync(
            folder,
            Path.Combine(Root, "keys"),
            "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail",
            new DateTimeOffset(2025, 5, 4, 10, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2025, 5, 4, 16, 0, 0, TimeSpan.Zero),
            output);

        output.ToString().Should().Be(expected);
    }

    [Fact]
    public void Every_file_that_the_README_links_to_exists()
    {
        var links = System.Text.RegularExpressions.Regex.Matches(
            File.ReadAllText(Path.Combine(Root, "README.md")), @"\]\((?<path>[^):]+)\)", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

        links.Select(link => link.Groups["path"].Value).Where(path => path[0] != '#').Should().NotBeEmpty().And.OnlyContain(path => File.Exists(Path.Combine(Root, path)));
    }

    [Fact]
    public void Every_chapter_that_the_README_links_to_exists()
    {
        var readme = File.ReadAllLines(Path.Combine(Root, "README.md"));
        var chapters = readme.Where(line => line.StartsWith('#')).Select(line => "](#" + string.Concat(line.TrimStart('#', ' ').ToLowerInvariant().Replace(' ', '-').Where(c => c is '-' || char.IsLetterOrDigit(c))) + ")").ToList();

        readme.Where(line => line.Contains("](#", StringComparison.Ordinal)).Should().NotBeEmpty().And.OnlyContain(line => chapters.Any(chapter => line.Contains(chapter, StringComparison.Ordinal)));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
