using System.Security.Cryptography;
using System.Text;
using Integrity.Bundles;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Bundles;

public sealed class BundleTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public static TheoryData<string> VectorNames =>
        [
            .. Vector.AllNames.Where(name =>
                Directory.Exists(new Vector(name).Buckets)
                && Directory
                    .EnumerateDirectories(new Vector(name).Buckets, "AWSLogs", SearchOption.AllDirectories)
                    .Any()
            ),
        ];

    private string Evidence => _directory.PathTo("evidence");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(VectorNames))]
    public async Task A_bundle_gives_the_same_results_as_the_directory_it_was_made_from(string name)
    {
        var vector = new Vector(name);
        var bundle = await WriteAsync(vector.Buckets, "bundle.tar", signer: null);

        var fromFolder = await ProgramRun.OfAsync([
            .. vector.Arguments,
            "--verbose",
            "--source",
            vector.Buckets,
            "--keys",
            vector.PublicKeys,
        ]);
        var fromBundle = await ProgramRun.OfAsync([
            .. vector.Arguments,
            "--verbose",
            "--source",
            bundle,
            "--keys",
            vector.PublicKeys,
        ]);

        fromBundle.Output.Should().Contain($"\n\nRead from the bundle {bundle}, not signed\n\n");
        (
            fromBundle with
            {
                Output = fromBundle.Output.Replace(
                    $"Read from the bundle {bundle}, not signed\n\n",
                    "",
                    StringComparison.Ordinal
                ),
            }
        )
            .Should()
            .Be(fromFolder);
    }

    [Fact]
    public async Task The_same_files_and_key_give_the_same_bytes()
    {
        MakeEvidence();
        _directory.Write("may.json", "{}");
        var first = await WriteAsync(Evidence, "one.tar", TestKey.First.Signer(), _directory.PathTo("may.json"));
        foreach (var file in Directory.EnumerateFiles(Evidence, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var second = await WriteAsync(Evidence, "two.tar", TestKey.First.Signer(), _directory.PathTo("may.json"));

        File.ReadAllBytes(second).Should().Equal(File.ReadAllBytes(first));
    }

    [Fact]
    public async Task The_manifest_lists_every_member_with_size_and_hash_and_is_signed()
    {
        MakeEvidence();
        _directory.Write("evidence/fetched.json", "{}");
        _directory.Write("may.json", "may");

        var members = Unpack(
            await WriteAsync(Evidence, "bundle.tar", TestKey.First.Signer(), _directory.PathTo("may.json"))
        );

        var manifest = members["manifest.txt"];
        members.Keys.Should().Contain(["about/fetched.json", "reports/may.json", "keys/us-east-2/k.json"]);
        Encoding
            .UTF8.GetString(manifest)
            .Should()
            .Be(
                "ctverify bundle 1\n"
                    + string.Concat(
                        members
                            .Where(member => !member.Key.StartsWith("manifest.", StringComparison.Ordinal))
                            .OrderBy(member => member.Key, StringComparer.Ordinal)
                            .Select(member =>
                                $"{Convert.ToHexStringLower(SHA256.HashData(member.Value))} "
                                + $"{member.Value.Length} {member.Key}\n"
                            )
                    )
            );
        TestKey
            .First.Rsa.VerifyData(
                manifest,
                members["manifest.sig"],
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            )
            .Should()
            .BeTrue();
    }

    [Fact]
    public async Task The_root_of_one_bucket_is_stored_below_the_name_of_the_bucket()
    {
        var bucket = _directory.CopyOf(Directory.GetDirectories(new Vector("valid").Buckets).Single(), "root");

        Unpack(await WriteAsync(bucket, "bundle.tar", signer: null))
            .Keys.Should()
            .OnlyContain(name =>
                name.StartsWith("evidence/amzn-s3-demo-bucket/AWSLogs/", StringComparison.Ordinal)
                || name == "manifest.txt"
            );
    }

    [Fact]
    public async Task A_bucket_named_keys_is_a_bucket()
    {
        _directory.CopyOf(Directory.GetDirectories(new Vector("valid").Buckets).Single(), "evidence/keys");

        Unpack(await WriteAsync(Evidence, "bundle.tar", signer: null))
            .Keys.Should()
            .OnlyContain(name =>
                name.StartsWith("evidence/keys/AWSLogs/", StringComparison.Ordinal) || name == "manifest.txt"
            );
    }

    [Fact]
    public async Task A_private_key_is_never_bundled()
    {
        MakeEvidence();
        _directory.Write("evidence/keys/us-east-2/k.private.pem", "secret");

        await Bundling().Should().ThrowAsync<StoreException>().WithMessage("*k.private.pem is a private key");
    }

    [Fact]
    public async Task A_link_is_not_followed()
    {
        MakeEvidence();
        File.CreateSymbolicLink(_directory.PathTo("evidence", "link"), "/etc/passwd");

        await Bundling().Should().ThrowAsync<StoreException>().WithMessage("*link is a symbolic link*");
    }

    [Theory]
    [InlineData("line\nbreak")]
    [InlineData("escape\u001b[2J")]
    public async Task A_name_with_control_characters_is_not_bundled(string name)
    {
        MakeEvidence();
        _directory.Write($"evidence/amzn-s3-demo-bucket/{name}", "x");

        await Bundling().Should().ThrowAsync<StoreException>().WithMessage("cannot bundle *: unsupported file name");
    }

    [Fact]
    public async Task Two_reports_with_the_same_name_are_not_bundled()
    {
        MakeEvidence();

        await FluentActions
            .Awaiting(() =>
                BundleContents.FindAsync(
                    Evidence,
                    holdsBuckets: false,
                    [_directory.Write("a/r.md", "1"), _directory.Write("b/r.md", "2")],
                    default
                )
            )
            .Should()
            .ThrowAsync<StoreException>()
            .WithMessage("*would both become reports/r.md");
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_read_is_reported()
    {
        var path = _directory.Write("file", new string('x', 1000));
        await using var file = HashedFile.Open(path, new BundleProgress());
        File.AppendAllText(path, "more");
        await file.CopyToAsync(Stream.Null);

        FluentActions.Invoking(file.Finish).Should().Throw<StoreException>().WithMessage("*changed while it was read");

        await using var cut = HashedFile.Open(path, new BundleProgress());
        File.WriteAllText(path, "less");
        await FluentActions
            .Awaiting(() => cut.CopyToAsync(Stream.Null))
            .Should()
            .ThrowAsync<StoreException>()
            .WithMessage("*changed while it was read");
    }

    private Func<Task> Bundling() => () => BundleContents.FindAsync(Evidence, holdsBuckets: false, [], default);

    private void MakeEvidence()
    {
        _directory.CopyOf(new Vector("valid").Buckets, "evidence");
        _directory.Write("evidence/keys/us-east-2/k.json", File.ReadAllBytes(new Vector("valid").PublicKeys));
    }

    private async Task<string> WriteAsync(string directory, string name, IDigestSigner? signer, params string[] reports)
    {
        var contents = await BundleContents.FindAsync(directory, holdsBuckets: false, reports, default);
        await using var file = File.Create(_directory.PathTo(name));
        await BundleWriter.WriteAsync(contents, signer, file, default);
        return file.Name;
    }

    /// <summary>Unpacks with the framework, independently of our reader.</summary>
    private static SortedDictionary<string, byte[]> Unpack(string bundle)
    {
        var members = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        using var tar = new System.Formats.Tar.TarReader(File.OpenRead(bundle));
        while (tar.GetNextEntry() is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            members.Add(entry.Name, content.ToArray());
        }
        return members;
    }
}
