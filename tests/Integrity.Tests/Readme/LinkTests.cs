using System.Text.RegularExpressions;
using Integrity.Tests.Support;

namespace Integrity.Tests.Readme;

/// <summary>Every link between pages of this repository leads somewhere.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Pages =>
        [
            .. Directory
                .GetFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
                .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules"))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_file_and_heading_that_a_page_links_to_exists(string page)
    {
        var text = WithoutCode(File.ReadAllText(Repository.PathTo(page.Split('/'))));
        var targets = Link()
            .Matches(text)
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains(':', StringComparison.Ordinal));

        targets.Where(target => !Exists(page, target)).Should().BeEmpty("each is a link of {0}", page);
    }

    private static bool Exists(string page, string target)
    {
        var parts = target.Split('#', 2);
        var path =
            parts[0].Length == 0
                ? Repository.PathTo(page.Split('/'))
                : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Repository.PathTo(page.Split('/')))!, parts[0]));
        if (parts.Length == 1)
            return Path.Exists(path);
        return File.Exists(path) && Headings(File.ReadAllText(path)).Contains(parts[1], StringComparer.Ordinal);
    }

    /// <summary>The anchors that GitHub gives the headings of a page.</summary>
    private static IEnumerable<string> Headings(string text) =>
        Heading()
            .Matches(WithoutCode(text))
            .Select(match =>
                NotInAnchors().Replace(match.Groups["title"].Value.ToLowerInvariant(), "").Replace(' ', '-')
            );

    private static string WithoutCode(string text) => CodeBlock().Replace(text, "");

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6} (?<title>.+?)\s*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]", RegexOptions.None, 1000)]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex CodeBlock();
}
