using System.Text.RegularExpressions;
using Integrity.Tests.Support;

namespace Integrity.Tests.Architecture;

/// <summary>A source file below src or tests, as text.</summary>
internal sealed partial record SourceFile(string Path, IReadOnlyList<string> Lines)
{
    private const int MaxColumns = 120;
    private const int MaxWord = 80;

    /// <summary>The source files below src, without generated ones.</summary>
    public static IReadOnlyList<SourceFile> All { get; } = Read("src");

    /// <summary>The source files below tests, without generated ones.</summary>
    public static IReadOnlyList<SourceFile> Tests { get; } = Read("tests");

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

    /// <summary>
    /// The numbers of the lines longer than 120 columns. Exempt are lines within a multi-line raw string literal, and
    /// lines with a word of more than 80 characters, such as a URL or an object path.
    /// </summary>
    public IEnumerable<int> LongLines()
    {
        var isInRawString = false;
        foreach (var (index, line) in Lines.Index())
        {
            if (!isInRawString && line.Length > MaxColumns && line.Split(' ').All(word => word.Length <= MaxWord))
                yield return index + 1;
            isInRawString ^= RawStringQuotes().Count(line) % 2 == 1;
        }
    }

    public override string ToString() => Path;

    private static List<SourceFile> Read(string top) =>
        [
            .. Directory
                .EnumerateFiles(Repository.PathTo(top), "*.cs", SearchOption.AllDirectories)
                .Select(path => System.IO.Path.GetRelativePath(Repository.PathTo(top), path).Replace('\\', '/'))
                .Where(path =>
                    !path.Contains("/obj/", StringComparison.Ordinal)
                    && !path.Contains("/bin/", StringComparison.Ordinal)
                )
                .Order(StringComparer.Ordinal)
                .Select(path => new SourceFile(path, File.ReadAllLines(Repository.PathTo(top, path)))),
        ];

    private IEnumerable<string> Declaration(string keyword) =>
        Lines
            .Where(line => line.StartsWith(keyword + " ", StringComparison.Ordinal))
            .Select(line => line[(keyword.Length + 1)..].TrimEnd(';'));

    [GeneratedRegex(@"(?<!:)//.*$", RegexOptions.None, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bIntegrity\.(?<folder>[A-Z]\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FolderName();

    [GeneratedRegex("\"{3,}", RegexOptions.None, 1000)]
    private static partial Regex RawStringQuotes();

    [GeneratedRegex(
        @"^public (?:(?:sealed|static|abstract|partial|readonly|unsafe) )*"
            + @"(?:class|record struct|record|struct|enum|interface|delegate \S+) (?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex PublicType();
}
