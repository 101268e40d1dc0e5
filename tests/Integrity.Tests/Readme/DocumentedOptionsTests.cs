using System.Text.RegularExpressions;
using Integrity.Tests.Support;

namespace Integrity.Tests.Readme;

/// <summary>Every command and option that a page or an example file uses exists.</summary>
public sealed partial class DocumentedOptionsTests
{
    public static TheoryData<string> Files =>
        [
            .. LinkTests.Pages.Select(row => row.Data).Where(page => page != "CHANGELOG.md"),
            .. Directory
                .GetFiles(Repository.PathTo("examples"), "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')),
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Each_option_of_a_command_is_in_its_help(string file)
    {
        var text = File.ReadAllText(Repository.PathTo(file.Split('/'))).Replace("\\\n", " ", StringComparison.Ordinal);
        foreach (Match match in Command().Matches(text))
        {
            var words = match.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var command = words
                .TakeWhile(word => CommandName().IsMatch(word))
                .Take(words[0] == "keys" ? 2 : 1)
                .ToArray();
            var help = await ProgramRun.OfAsync([.. command, "--help"]);

            help.ExitCode.Should().Be(0, "{0} uses ctverify {1}", file, string.Join(' ', command));
            var options = Option().Matches(match.Value).Select(option => option.Value);
            options
                .Where(option =>
                    !Regex.IsMatch(help.Output, $@"{option}\b", RegexOptions.None, TimeSpan.FromSeconds(1))
                )
                .Should()
                .BeEmpty("{0} uses them with ctverify {1}", file, string.Join(' ', command));
        }
    }

    /// <summary>From the name of the program to the end of the command.</summary>
    [GeneratedRegex(@"\bctverify (?<words>[a-z][^\n`|;)&<]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Command();

    [GeneratedRegex(@"\A[a-z]+(-[a-z]+)*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CommandName();

    [GeneratedRegex("(?<![\\w-])--[a-z][a-z0-9-]+", RegexOptions.None, 1000)]
    private static partial Regex Option();
}
