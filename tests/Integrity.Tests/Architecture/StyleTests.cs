using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Architecture;

/// <summary>Rules for the source code that the compiler does not enforce.</summary>
public sealed class StyleTests
{
    /// <summary>Files that may declare more than one public type, with the reason.</summary>
    private static readonly Dictionary<string, string> SharedFiles = new(StringComparer.Ordinal)
    {
        ["Integrity/Keys/KeyLookup.cs"] = "the status is part of the answer and has no meaning without it",
    };

    [Fact]
    public void A_file_declares_one_public_type_with_its_name() =>
        SourceFile
            .All.Where(file =>
                file.PublicTypes.Any()
                && !SharedFiles.ContainsKey(file.Path)
                && !file.PublicTypes.SequenceEqual([file.Name.Split('.')[0]], StringComparer.Ordinal)
            )
            .Select(file => $"{file} declares {string.Join(", ", file.PublicTypes)}")
            .Should()
            .BeEmpty("move each public type to a file with its name, or list the file above with a reason");

    [Fact]
    public void Listed_exceptions_are_still_needed() =>
        SharedFiles
            .Keys.Should()
            .OnlyContain(
                path => SourceFile.All.Any(file => file.Path == path && file.PublicTypes.Count() > 1),
                "exceptions that are no longer needed are removed from the list"
            );

    [Fact]
    public void No_source_file_is_longer_than_400_lines() =>
        SourceFile
            .All.Where(file => file.Lines.Count > 400 && file.Name != nameof(FindingCode))
            .Select(file => $"{file}: {file.Lines.Count} lines")
            .Should()
            .BeEmpty("split the file; only the declarations of finding codes may be longer");

    [Fact]
    public void No_test_file_is_longer_than_400_lines() =>
        SourceFile
            .Tests.Where(file => file.Lines.Count > 400)
            .Select(file => $"{file}: {file.Lines.Count} lines")
            .Should()
            .BeEmpty("split the file by topic");

    [Fact]
    public void No_line_is_longer_than_120_columns() =>
        string.Join(
                '\n',
                SourceFile
                    .All.Concat(SourceFile.Tests)
                    .SelectMany(file => file.LongLines().Select(line => $"{file}:{line}"))
            )
            .Should()
            .BeEmpty("wrap comments, split strings with + and shorten names");

    [Fact]
    public void A_namespace_matches_its_folder() =>
        SourceFile
            .All.Where(file =>
                file.Namespace is not null && file.Namespace != string.Join('.', file.Path.Split('/')[..^1])
            )
            .Select(file => $"{file}: namespace {file.Namespace}")
            .Should()
            .BeEmpty("move the file or correct its namespace");

    [Theory]
    [InlineData("Helper")]
    [InlineData("Util")]
    [InlineData("Utils")]
    [InlineData("Utilities")]
    [InlineData("Manager")]
    [InlineData("Impl")]
    public void No_type_has_a_meaningless_name(string ending) =>
        SourceFile
            .All.Where(file => file.Name.EndsWith(ending, StringComparison.Ordinal))
            .Should()
            .BeEmpty("name the type after what it is or does");

    [Fact]
    public void Every_finding_code_declares_severity_title_and_explanation()
    {
        FindingRule.All.Select(rule => rule.Code).Should().Equal(Enum.GetValues<FindingCode>());
        foreach (var rule in FindingRule.All)
        {
            rule.Severity.Should().BeOneOf([Verdict.Invalid, Verdict.Incomplete], "{0} is a problem", rule.Code);
            rule.Title.Should().MatchRegex(@"^[A-Z].+\.$", "the title of {0} is a sentence", rule.Code);
            rule.Explanation.Should().MatchRegex(@"^[A-Z].+\.$", "the explanation of {0} is a sentence", rule.Code);
            rule.Hint?.Words().Should().MatchRegex(@"^[a-z].+[^.]$", "the hint of {0} is a phrase", rule.Code);
        }
    }

    [Fact]
    public void A_finding_code_without_a_declaration_has_no_severity()
    {
        var severity = () => FindingRule.Of((FindingCode)9999).Severity;

        severity.Should().Throw<ArgumentOutOfRangeException>("an unknown code must not count as valid");
    }

    [Fact]
    public void An_unset_verdict_fails_closed()
    {
        default(Verdict).Should().Be(Verdict.Invalid);
        Enum.GetValues<Verdict>().Min().Should().Be(Verdict.Invalid, "the overall verdict is the minimum of its parts");
        default(FindingCode).Should().NotBe(Enum.GetValues<FindingCode>()[0], "an unset code is not a finding code");
    }
}
