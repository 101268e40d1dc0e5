using System.Text.RegularExpressions;
using Integrity.Cli.Output;
using Integrity.Hints;

namespace Integrity.Tests.Architecture;

/// <summary>The libraries know no command line. Only the program words hints with commands and options.</summary>
public sealed partial class LibraryWordsTests
{
    /// <summary>Names in files that releases have written.</summary>
    private static readonly string[] NamesInFiles =
    [
        "\".ctverify-unfinished\"",
        "\".ctverify-set-aside\"",
        "\"ctverify bundle 1\"",
    ];

    public static TheoryData<HintCode> Codes => [.. Enum.GetValues<HintCode>().Except([HintCode.Other])];

    [Fact]
    public void The_libraries_name_no_option_and_no_command() =>
        SourceFile
            .All.Where(file => file.Project != "Integrity.Cli")
            .SelectMany(file =>
                Text()
                    .Matches(file.Code)
                    .Select(match => match.Value)
                    .Where(text => OptionOrCommand().IsMatch(text))
                    .Except(NamesInFiles, StringComparer.Ordinal)
                    .Select(text => $"{file}: {text}")
            )
            .Should()
            .BeEmpty("return a HintCode, and word it in Integrity.Cli/Output/HintWords.cs");

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_hint_code_has_words_for_the_library_and_for_the_program(HintCode code)
    {
        var hint = code == HintCode.SkipUnlisted ? Hint.Of(code, (Hint)"VALUE") : Hint.Of(code, "VALUE");

        foreach (var words in new[] { hint.Text, HintWords.Of(hint) })
            words.Should().NotBeEmpty().And.NotEndWith(".");
        hint.Text.Should().NotMatchRegex("(?:^|[^-])--[a-z]|ctverify");
        HintWords
            .Of(hint)
            .Contains("VALUE", StringComparison.Ordinal)
            .Should()
            .Be(hint.Text.Contains("VALUE", StringComparison.Ordinal), "both use the value, or neither does");
    }

    [Fact]
    public void A_hint_without_code_keeps_its_text()
    {
        Hint hint = "check the network";

        hint.Code.Should().Be(HintCode.Other);
        HintWords.Of(hint).Should().Be("check the network");
        hint.Should().Be(Hint.FromString("check the network"));
    }

    [Fact]
    public void An_alternative_to_a_hint_keeps_the_words_of_that_hint() =>
        HintWords
            .Of(Hint.Of(HintCode.SkipUnlisted, Hint.Of(HintCode.TrustProxy)))
            .Should()
            .Be(
                "set AWS_CA_BUNDLE or --ca-bundle to the proxy's certificates; "
                    + "or skip this check with --no-unlisted"
            );

    /// <summary>A string literal on one line.</summary>
    [GeneratedRegex(
        """
            "(?:[^"\\\n]|\\.)*"
            """,
        RegexOptions.None,
        1000
    )]
    private static partial Regex Text();

    [GeneratedRegex("--[a-z]|ctverify", RegexOptions.None, 1000)]
    private static partial Regex OptionOrCommand();
}
