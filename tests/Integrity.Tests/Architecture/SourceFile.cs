using System.Text.RegularExpressions;
using Integrity.Tests.Support;

namespace Integrity.Tests.Architecture;

/// <summary>A source file below src, as text.</summary>
internal sealed partial record SourceFile(string Path, IReadOnlyList<string> Lines)
{
    /// <summary>All source files, without generated ones.</summary>
    public static IReadOnlyList<SourceFile> All { get; } =
    [
        .. Directory
            .EnumerateFiles(Repository.PathTo("src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(Repository.PathTo("src"), path).Replace('\\', '/'))
            .Where(path =>
                !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
            )
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, File.ReadAllLines(Repository.PathTo("src", path)))),
    ];

    /// <summary>The files of a folder of the library, such as <c>Digests</c>.</summary>
    public static IReadOnlyList<SourceFile> In(string folder) =>
        [.. All.Where(file => file.Path.StartsWith($"Integrity/{folder}/", StringComparison.Ordinal))];

    public string Project => Path[..Path.IndexOf('/', StringComparison.Ordinal)];

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The code without comments.</summary>
    public string Code => string.Join('\n', Lines.Select(line => Comment().Replace(line, "")));

    public string? Namespace => Declaration("namespace").FirstOrDefault();

    /// <summary>The folders of the library that the code references, in a using directive or by full name.</summary>
    public IEnumerable<string> FoldersReferenced =>
        FolderName()
            .Matches(
                string.Join(
                    '\n',
                    Code.Split('\n').Where(line => !line.StartsWith("namespace ", StringComparison.Ordinal))
                )
            )
            .Select(m => m.Groups["folder"].Value)
            .Distinct(StringComparer.Ordinal);

    /// <summary>The public types declared at the top level.</summary>
    public IEnumerable<string> PublicTypes => PublicType().Matches(Code).Select(m => m.Groups["name"].Value);

    public override string ToString() => Path;

    private IEnumerable<string> Declaration(string keyword) =>
        Lines
            .Where(line => line.StartsWith(keyword + " ", StringComparison.Ordinal))
            .Select(line => line[(keyword.Length + 1)..].TrimEnd(';'));

    [GeneratedRegex(@"(?<!:)//.*$", RegexOptions.None, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bIntegrity\.(?<folder>[A-Z]\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FolderName();

    [GeneratedRegex(
        @"^public (?:(?:sealed|static|abstract|partial|readonly|unsafe) )*"
            + @"(?:class|record struct|record|struct|enum|interface|delegate \S+) (?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex PublicType();
}
