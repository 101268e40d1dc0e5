using System.Runtime.CompilerServices;

namespace Integrity.Tests.Readme;

/// <summary>The library example on README.md and docs/library.md compiles and works.</summary>
public sealed class ReadmeTests
{
    private static readonly string Root = Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../..")
    );

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/library.md")]
    public void The_example_on_a_page_is_the_one_that_is_compiled(string page)
    {
        var lines = File.ReadAllLines(Path.Combine(Root, "tests/Integrity.Tests/Readme/VerifyADirectory.cs"));
        var usings = lines.TakeWhile(line => line.StartsWith("using ", StringComparison.Ordinal));
        var body = lines
            .SkipWhile(line => line.Trim() != "// example")
            .Skip(1)
            .TakeWhile(line => line.Trim() != "// end of example")
            .Select(line => line.Length > 8 ? line[8..] : "");

        File.ReadAllText(Path.Combine(Root, page))
            .Should()
            .Contain($"```csharp\n{string.Join('\n', [.. usings, "", .. body])}\n```");
    }

    [Theory]
    [InlineData("valid", "Valid\n")]
    [InlineData("log-modified", "LogFileHash: hash value doesn't match\nInvalid\n")]
    public async Task The_example_in_the_README_verifies_a_directory(string vector, string expected)
    {
        var folder = Path.Combine(Root, "testdata/vectors", vector, "buckets");
        using var output = new StringWriter { NewLine = "\n" };

        await VerifyADirectory.RunAsync(
            folder,
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
