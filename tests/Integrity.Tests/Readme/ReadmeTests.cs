using System.Runtime.CompilerServices;
using ReadmeExamples;

namespace Integrity.Tests.Readme;

/// <summary>The library examples in README.md and docs/library.md compile and work.</summary>
public sealed class ReadmeTests
{
    private static readonly string Root = Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../..")
    );

    [Theory]
    [InlineData("README.md", "VerifyABucket.cs")]
    [InlineData("docs/library.md", "VerifyABucket.cs")]
    [InlineData("docs/library.md", "VerifyADirectory.cs")]
    public void An_example_on_a_page_is_the_compiled_one(string page, string example)
    {
        var code = Code(example);

        File.ReadAllText(Path.Combine(Root, page)).Should().Contain($"```csharp\n{code}\n```");
    }

    [Fact]
    public void A_report_on_a_bucket_takes_15_lines() =>
        Code("VerifyABucket.cs").Split('\n').Should().HaveCountLessThanOrEqualTo(15);

    private static string Code(string example)
    {
        var lines = File.ReadAllLines(Path.Combine(Root, "tests/Integrity.Tests/Readme", example));
        var usings = lines.TakeWhile(line => line.StartsWith("using ", StringComparison.Ordinal));
        var body = lines
            .SkipWhile(line => line.Trim() != "// example")
            .Skip(1)
            .TakeWhile(line => line.Trim() != "// end of example")
            .Select(line => line.Length > 8 ? line[8..] : "");
        return string.Join('\n', [.. usings, "", .. body]);
    }

    [Theory]
    [InlineData("valid", "Valid\n")]
    [InlineData("log-modified", "LogFileHash: hash value doesn't match\nInvalid\n")]
    public async Task The_directory_example_verifies_a_directory(string vector, string expected)
    {
        var directory = Path.Combine(Root, "testdata/vectors", vector, "buckets");
        using var output = new StringWriter { NewLine = "\n" };

        await VerifyADirectory.RunAsync(
            directory,
            Path.Combine(Root, "keys"),
            "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail",
            new DateTimeOffset(2025, 5, 4, 10, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2025, 5, 4, 16, 0, 0, TimeSpan.Zero),
            output
        );

        output.ToString().Should().Be(expected);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
