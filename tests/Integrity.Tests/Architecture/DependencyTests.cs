using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.Tests.Architecture;

/// <summary>Who may call whom. The picture is in src/README.md; each arrow that is not in it is a mistake.</summary>
public sealed class DependencyTests
{
    /// <summary>The folders of the library, each with the folders that it may use.</summary>
    public static TheoryData<string, string[]> Folders =>
        new()
        {
            { "Digests", [] },
            { "CloudTrail", ["Digests"] },
            { "Keys", ["Digests", "CloudTrail", "Storage"] },
            { "Storage", ["Digests", "CloudTrail"] },
            { "Findings", ["Digests", "CloudTrail", "Keys", "Storage"] },
            { "Checkpoints", ["Digests", "CloudTrail", "Keys", "Storage"] },
            { "Building", ["Digests", "CloudTrail", "Keys", "Storage"] },
            { "Bundles", ["Digests", "CloudTrail", "Keys", "Storage"] },
            { "Fetching", ["Digests", "CloudTrail", "Keys", "Storage"] },
            { "Verification", ["Digests", "CloudTrail", "Keys", "Storage", "Findings", "Checkpoints"] },
            { "QueryResults", ["Digests", "CloudTrail", "Keys", "Storage", "Findings", "Verification"] },
            { "Proofs", ["Digests", "CloudTrail", "Keys", "Storage", "Findings", "Checkpoints", "Verification"] },
            { "Reporting", ["Digests", "CloudTrail", "Findings", "Checkpoints", "Verification", "QueryResults"] },
        };

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_of_the_library_uses_only_the_folders_that_it_may_use(string folder, string[] allowed) =>
        OnlyKnows(folder, allowed);

    [Fact]
    public void Every_folder_of_the_library_has_a_rule() =>
        SourceFile
            .All.Where(file => file.Project == "Integrity" && file.Namespace != "Integrity")
            .Select(file => file.Path.Split('/')[1])
            .Distinct(StringComparer.Ordinal)
            .Should()
            .BeEquivalentTo(
                Folders.Select(row => row.Data.Item1),
                "a new folder of the library needs a rule above and a line in src/README.md"
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
    public void The_library_knows_no_other_project()
    {
        var references = XDocument
            .Load(Repository.PathTo("src", "Integrity", "Integrity.csproj"))
            .Descendants("ProjectReference");

        references
            .Should()
            .BeEmpty(
                "the library is the innermost project: move what it needs into it, or the code that needs it out of it"
            );
    }

    [Fact]
    public void The_library_needs_no_package()
    {
        var own = Packages(Repository.PathTo("src", "Integrity", "Integrity.csproj"));
        var everywhere = Packages(Repository.PathTo("Directory.Build.props"));

        own.Should()
            .BeEmpty("what needs a package goes into a project of its own, so that library users do not get it");
        everywhere
            .Should()
            .OnlyContain(
                p =>
                    p.Name.EndsWith("Analyzer", StringComparison.Ordinal)
                    || p.Name.EndsWith("Analyzers", StringComparison.Ordinal),
                "packages for every project are analyzers"
            )
            .And.OnlyContain(p => p.PrivateAssets == "all", "analyzers are nothing to library users");
    }

    [Theory]
    [InlineData("BouncyCastle.Cryptography", "Integrity.BouncyCastle")]
    [InlineData("AWSSDK.S3", "Integrity.Aws")]
    [InlineData("System.CommandLine", "Integrity.Cli")]
    public void A_package_stays_in_its_own_project(string package, string project) =>
        Directory
            .GetFiles(Repository.PathTo("src"), "*.csproj", SearchOption.AllDirectories)
            .Where(file => Packages(file).Exists(reference => reference.Name == package))
            .Select(Path.GetFileNameWithoutExtension)
            .Should()
            .Equal([project], "a project border stands where a package must not leak");

    [Fact]
    public void The_second_opinion_asks_nothing_of_the_cryptography_of_the_platform() =>
        Mentions(
                SourceFile.All.Where(file => file.Project == "Integrity.BouncyCastle"),
                @"System\.Security|\.Verify\w*\(|Pkcs1Der|Sha256Hash"
            )
            .Should()
            .BeEmpty("else a fault of the platform would be shared");

    [Fact]
    public void Every_signature_that_is_verified_is_checked_by_whom_was_chosen() =>
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
                "take an ISignatureCheck: --crypto holds for every signature (a signer that looks at its own work verifies nothing)"
            );

    [Fact]
    public void Only_the_program_chooses_the_second_opinion() =>
        Mentions(
                SourceFile.All.Where(file => file.Project is not ("Integrity.BouncyCastle" or "Integrity.Cli")),
                @"\bOrg\.BouncyCastle\b|\bIntegrity\.BouncyCastle\b"
            )
            .Should()
            .BeEmpty("the library takes an ISignatureCheck");

    [Fact]
    public void The_compiled_library_references_the_framework_only() =>
        typeof(IObjectReader)
            .Assembly.GetReferencedAssemblies()
            .Select(a => a.Name)
            .Should()
            .OnlyContain(
                name => name!.StartsWith("System.", StringComparison.Ordinal) || name == "Microsoft.Win32.Primitives",
                "the library has no package outside the framework"
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
    public void Digests_touch_neither_files_nor_network_nor_clock(string type) =>
        Mentions(SourceFile.In("Digests"), $@"\b{type}\b")
            .Should()
            .BeEmpty($"Digests is pure: {type} belongs into Storage, or is handed in");

    [Fact]
    public void Only_the_program_knows_a_console() =>
        Mentions(SourceFile.All.Where(file => file.Project != "Integrity.Cli"), @"\bConsole\.")
            .Should()
            .BeEmpty("the library prints nothing: hand out a result, or take a TextWriter");

    [Fact]
    public void Nobody_asks_the_system_for_the_time() =>
        Mentions(SourceFile.All, @"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b").Should().BeEmpty("take a TimeProvider");

    [Fact]
    public void Verification_never_sees_a_writer() =>
        Mentions(
                SourceFile.In("Verification").Concat(SourceFile.In("QueryResults")),
                @"\bIObjectWriter\b|\bLocalDirectoryStore\b"
            )
            .Should()
            .BeEmpty("who verifies must not be able to change what it verifies: take an IObjectReader");

    [Fact]
    public void A_reader_can_only_open_and_list() =>
        Methods(typeof(IObjectReader))
            .Should()
            .BeEquivalentTo(
                ["OpenAsync", "ListAsync", "ListFoldersAsync"],
                "a new way to ask a store needs thought: it must change nothing"
            );

    [Fact]
    public void A_writer_can_only_add() =>
        Methods(typeof(IObjectWriter))
            .Distinct(StringComparer.Ordinal)
            .Should()
            .BeEquivalentTo(
                ["WriteOnceAsync"],
                "nothing in this project can delete or overwrite an object, and nothing shall"
            );

    private static void OnlyKnows(string room, params string[] allowed)
    {
        var files = SourceFile.In(room);

        files.Should().NotBeEmpty();
        var others = files.SelectMany(file =>
            file.RoomsNamed.Where(named => named != room && !allowed.Contains(named, StringComparer.Ordinal))
                .Select(named => $"{file} names Integrity.{named}")
        );
        others
            .Should()
            .BeEmpty(
                $"Integrity.{room} may know {(allowed.Length == 0 ? "no other part" : string.Join(", ", allowed))}: move the code to who may know both, or hand in what it needs"
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
