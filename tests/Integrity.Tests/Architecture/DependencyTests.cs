using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.Tests.Architecture;

/// <summary>The dependency rules. src/README.md shows them as a picture.</summary>
public sealed class DependencyTests
{
    /// <summary>The folders of the library, each with the folders it may use.</summary>
    public static TheoryData<string, string[]> Folders =>
        new()
        {
            { "Digests", [] },
            { "Hints", [] },
            { "CloudTrail", ["Digests"] },
            { "Keys", ["Digests", "CloudTrail", "Hints", "Storage"] },
            { "Storage", ["Digests", "CloudTrail", "Hints"] },
            { "Findings", ["Digests", "CloudTrail", "Hints", "Keys", "Storage"] },
            { "Checkpoints", ["Digests", "CloudTrail", "Keys", "Storage"] },
            { "Building", ["Digests", "CloudTrail", "Hints", "Keys", "Storage"] },
            { "Bundles", ["Digests", "CloudTrail", "Hints", "Keys", "Storage"] },
            { "Fetching", ["Digests", "CloudTrail", "Hints", "Keys", "Storage"] },
            { "Verification", ["Digests", "CloudTrail", "Hints", "Keys", "Storage", "Findings", "Checkpoints"] },
            { "QueryResults", ["Digests", "CloudTrail", "Hints", "Keys", "Storage", "Findings", "Verification"] },
            {
                "Proofs",
                ["Digests", "CloudTrail", "Hints", "Keys", "Storage", "Findings", "Checkpoints", "Verification"]
            },
            {
                "Reporting",
                ["Digests", "CloudTrail", "Hints", "Findings", "Checkpoints", "Verification", "QueryResults"]
            },
        };

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_library_folder_uses_only_the_folders_allowed_to_it(string folder, string[] allowed) =>
        ShouldReferenceOnly(folder, allowed);

    [Fact]
    public void Every_folder_of_the_library_has_a_rule() =>
        SourceFile
            .All.Where(file => file.Project == "Integrity" && file.Namespace != "Integrity")
            .Select(file => file.Path.Split('/')[1])
            .Distinct(StringComparer.Ordinal)
            .Should()
            .BeEquivalentTo(
                Folders.Select(row => row.Data.Item1),
                "every folder needs a rule above and a line in src/README.md"
            );

    [Fact]
    public void No_folder_of_the_library_uses_the_root_namespace()
    {
        var files = SourceFile
            .All.Where(file => file.Project == "Integrity")
            .ToLookup(file => file.Namespace == "Integrity");
        var rootTypes = files[true].SelectMany(file => file.PublicTypes);

        Mentions(files[false], $@"\b({string.Join('|', rootTypes)})\b")
            .Should()
            .BeEmpty("the root namespace combines the folders, so a use of it would be a cycle");
    }

    [Fact]
    public void The_library_references_no_other_project()
    {
        var references = XDocument
            .Load(Repository.PathTo("src", "Integrity", "Integrity.csproj"))
            .Descendants("ProjectReference");

        references
            .Should()
            .BeEmpty(
                "the library is the innermost project: move the dependency into it, or move the dependent code out"
            );
    }

    [Fact]
    public void The_library_references_no_package()
    {
        var own = Packages(Repository.PathTo("src", "Integrity", "Integrity.csproj"));
        var everywhere = Packages(Repository.PathTo("Directory.Build.props"));

        own.Should()
            .BeEmpty(
                "code that needs a package belongs in a separate project, so that library users do not get the package"
            );
        everywhere
            .Should()
            .OnlyContain(
                p =>
                    p.Name.EndsWith("Analyzer", StringComparison.Ordinal)
                    || p.Name.EndsWith("Analyzers", StringComparison.Ordinal),
                "only analyzers are referenced by every project"
            )
            .And.OnlyContain(p => p.PrivateAssets == "all", "library users do not need the analyzers");
    }

    [Theory]
    [InlineData("BouncyCastle.Cryptography", "Integrity.BouncyCastle")]
    [InlineData("AWSSDK.S3", "Integrity.Aws")]
    [InlineData("System.CommandLine", "Integrity.Cli")]
    public void A_package_is_referenced_by_one_project_only(string package, string project) =>
        Directory
            .GetFiles(Repository.PathTo("src"), "*.csproj", SearchOption.AllDirectories)
            .Where(file => Packages(file).Exists(reference => reference.Name == package))
            .Select(Path.GetFileNameWithoutExtension)
            .Should()
            .Equal([project], "a project boundary keeps a package from leaking");

    [Fact]
    public void The_second_signature_check_does_not_use_the_platform_cryptography() =>
        Mentions(
                SourceFile.All.Where(file => file.Project == "Integrity.BouncyCastle"),
                @"System\.Security|\.Verify\w*\(|Pkcs1Der|Sha256Hash"
            )
            .Should()
            .BeEmpty("a bug of the platform must not affect both implementations");

    [Fact]
    public void Signatures_are_verified_only_through_ISignatureCheck() =>
        Mentions(
                SourceFile.All.Where(file =>
                    file.Path
                        is not (
                            "Integrity/Keys/PublicKey.cs"
                            or "Integrity/Keys/PlatformSignatureCheck.cs"
                            or "Integrity.Aws/Kms/KmsDigestSigner.cs"
                        )
                ),
                @"\.Verify(Hash|Data)?\("
            )
            .Should()
            .BeEmpty(
                "take an ISignatureCheck, because --crypto applies to every signature "
                    + "(a signer that checks its own signatures is exempt)"
            );

    [Fact]
    public void Only_the_program_references_Bouncy_Castle() =>
        Mentions(
                SourceFile.All.Where(file => file.Project is not ("Integrity.BouncyCastle" or "Integrity.Cli")),
                @"\bOrg\.BouncyCastle\b|\bIntegrity\.BouncyCastle\b"
            )
            .Should()
            .BeEmpty("the library takes an ISignatureCheck instead");

    [Fact]
    public void The_compiled_library_references_only_the_framework() =>
        typeof(IObjectReader)
            .Assembly.GetReferencedAssemblies()
            .Select(a => a.Name)
            .Should()
            .OnlyContain(
                name => name!.StartsWith("System.", StringComparison.Ordinal) || name == "Microsoft.Win32.Primitives",
                "the library uses no package outside the framework"
            );

    [Theory]
    [InlineData("File")]
    [InlineData("FileStream")]
    [InlineData("FileInfo")]
    [InlineData("Directory")]
    [InlineData("DirectoryInfo")]
    [InlineData("HttpClient")]
    [InlineData("Socket")]
    [InlineData("Process")]
    [InlineData("TimeProvider")]
    [InlineData("Environment")]
    public void Digests_uses_no_files_network_or_clock(string type) =>
        Mentions(SourceFile.In("Digests"), $@"\b{type}\b")
            .Should()
            .BeEmpty($"Digests is pure: move {type} to Storage, or pass its result in");

    [Fact]
    public void Only_the_program_uses_the_console() =>
        Mentions(SourceFile.All.Where(file => file.Project != "Integrity.Cli"), @"\bConsole\.")
            .Should()
            .BeEmpty("the library prints nothing: return a result or take a TextWriter");

    [Fact]
    public void No_code_reads_the_system_clock() =>
        Mentions(SourceFile.All, @"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b").Should().BeEmpty("take a TimeProvider");

    [Fact]
    public void Verification_never_uses_a_writer() =>
        Mentions(
                SourceFile.In("Verification").Concat(SourceFile.In("QueryResults")),
                @"\bIObjectWriter\b|\bLocalDirectoryStore\b"
            )
            .Should()
            .BeEmpty("a verification must not be able to change the evidence: take an IObjectReader");

    [Fact]
    public void A_reader_can_only_open_and_list() =>
        Methods(typeof(IObjectReader))
            .Should()
            .BeEquivalentTo(
                ["OpenAsync", "ListAsync", "ListFoldersAsync"],
                "a reader must not be able to change a store"
            );

    [Fact]
    public void A_writer_can_only_add() =>
        Methods(typeof(IObjectWriter))
            .Distinct(StringComparer.Ordinal)
            .Should()
            .BeEquivalentTo(["WriteOnceAsync"], "no code of this project may delete or overwrite an object");

    private static void ShouldReferenceOnly(string folder, params string[] allowed)
    {
        var files = SourceFile.In(folder);

        files.Should().NotBeEmpty();
        var others = files.SelectMany(file =>
            file.FoldersReferenced.Where(used => used != folder && !allowed.Contains(used, StringComparer.Ordinal))
                .Select(used => $"{file} uses Integrity.{used}")
        );
        others
            .Should()
            .BeEmpty(
                $"Integrity.{folder} may use {(allowed.Length == 0 ? "no other folder" : string.Join(", ", allowed))}: "
                    + "move the code to a folder that may use both, or pass in what it needs"
            );
    }

    private static IEnumerable<string> Mentions(IEnumerable<SourceFile> files, string pattern) =>
        files
            .Where(file => Regex.IsMatch(file.Code, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)))
            .Select(file => file.Path);

    private static IEnumerable<string> Methods(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static)
            .Select(method => method.Name);

    private static List<(string Name, string? PrivateAssets)> Packages(string projectFile) =>
        [
            .. XDocument
                .Load(projectFile)
                .Descendants("PackageReference")
                .Select(p => (p.Attribute("Include")!.Value, p.Attribute("PrivateAssets")?.Value)),
        ];
}
