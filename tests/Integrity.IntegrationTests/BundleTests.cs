using System.Text;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>
/// Standard programs work with bundles: tar extracts and creates them, sha256sum and openssl check the manifest.
/// </summary>
public sealed class BundleTests : IDisposable
{
    private static readonly ExternalProgram Tar = new("tar", "tar");
    private static readonly ExternalProgram Shell = new("sh", "dash");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_tar_unpacks_is_the_folder_and_openssl_and_sha256sum_agree_with_the_list()
    {
        var (store, _, bundle) = await MakeBundleAsync();
        var unpacked = Directory.CreateDirectory(_folder.At("unpacked")).FullName;

        await Tar.RunAsync("-xf", bundle, "-C", unpacked);
        var signature = await ExternalProgram.OpenSsl.RunAsync(
            "dgst",
            "-sha256",
            "-verify",
            _folder.At("seal.pem"),
            "-signature",
            Path.Combine(unpacked, "manifest.sig"),
            Path.Combine(unpacked, "manifest.txt")
        );
        var sums = await Shell.RunAsync(
            "-c",
            $"cd '{unpacked}' && tail -n +2 manifest.txt | sed 's/ [0-9]* /  /' | sha256sum --check --strict "
                + "--quiet && tail -n +2 manifest.txt | wc -l"
        );

        signature.Output.Should().Contain("Verified OK");
        var evidence = Path.Combine(unpacked, "evidence");
        Files(evidence)
            .Should()
            .Equal(Files(store).Where(file => !file.Key.StartsWith("keys/", StringComparison.Ordinal)));
        int.Parse(sums.Output, System.Globalization.CultureInfo.InvariantCulture).Should().Be(Files(store).Count);
    }

    [Theory]
    [InlineData("gnu")]
    [InlineData("pax")]
    [InlineData("ustar")]
    public async Task A_bundle_repacked_by_tar_is_valid_without_the_bundle_key_and_invalid_with_it(string format)
    {
        var (_, keys, bundle) = await MakeBundleAsync();
        var (unpacked, again) = (Directory.CreateDirectory(_folder.At("unpacked")).FullName, _folder.At("again.tar"));
        await Tar.RunAsync("-xf", bundle, "-C", unpacked);

        await Tar.RunAsync($"--format={format}", "-cf", again, "-C", unpacked, ".");

        var run = await VerifyAsync(again, "--keys", keys);
        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should().Contain("2/2 digest files valid\n3/3 log files valid\n");
        var asSigned = await VerifyAsync(again, "--keys", keys, "--bundle-key", _folder.At("seal.pem"));
        asSigned.ExitCode.Should().Be(1, "the owners and times of the members have changed: {0}", asSigned);
        asSigned.Errors.Should().Contain("the archive: ");
    }

    [Fact]
    public async Task Very_long_names_are_unchanged_after_packing_and_extracting()
    {
        var (store, _) = await SampleTrail.MakeAsync(_folder);
        var longPath = string.Join('/', Enumerable.Repeat("long-folder-näme", 40)) + "/file";
        SampleTrail.Put(store, longPath, "content"u8.ToArray());
        var bundle = _folder.At("bundle.tar");
        (await CtVerifyProgram.RunAsync("bundle", store, "--out", bundle, "--unsigned")).ExitCode.Should().Be(0);

        var listed = await Tar.RunAsync("--quoting-style=literal", "-tf", bundle);
        var run = await VerifyAsync(bundle, "--keys", _folder.At("keys"));

        listed.Output.Split('\n').Should().Contain($"evidence/{SampleTrail.Bucket}/{longPath}");
        run.ExitCode.Should().Be(0, "{0}", run);
    }

    [Fact]
    public async Task Archives_with_links_or_sparse_files_are_rejected()
    {
        var (_, keys, bundle) = await MakeBundleAsync();
        var unpacked = Directory.CreateDirectory(_folder.At("unpacked")).FullName;
        await Tar.RunAsync("-xf", bundle, "-C", unpacked);

        File.CreateSymbolicLink(Path.Combine(unpacked, "evidence", "link"), "/etc/passwd");
        var ofLink = await RepackAndVerifyAsync(unpacked, keys);
        File.Delete(Path.Combine(unpacked, "evidence", "link"));
        using (var sparse = File.Create(Path.Combine(unpacked, "evidence", "sparse")))
            sparse.SetLength(1L << 40);
        var ofSparse = await RepackAndVerifyAsync(unpacked, keys);

        foreach (var run in new[] { ofLink, ofSparse })
        {
            run.ExitCode.Should().Be(2, "{0}", run);
            run.Errors.Should().Contain("is neither a file nor a directory");
        }
    }

    private async Task<ProgramRun> RepackAndVerifyAsync(string unpacked, string keys)
    {
        await Tar.RunAsync("--sparse", "-cf", _folder.At("again.tar"), "-C", unpacked, ".");
        return await VerifyAsync(_folder.At("again.tar"), "--keys", keys);
    }

    private async Task<(string Store, string Keys, string Bundle)> MakeBundleAsync()
    {
        var (store, keys) = await SampleTrail.MakeAsync(_folder);
        var publicKey = Directory.GetFiles(Path.Combine(keys, SampleTrail.Region), "*.json").Single();
        Directory.CreateDirectory(Path.Combine(store, "keys", SampleTrail.Region));
        File.Copy(publicKey, Path.Combine(store, "keys", SampleTrail.Region, "key.json"));
        var (seal, bundle) = (_folder.At("seal.private.pem"), _folder.At("bundle.tar"));
        await OpenSslKey.GenerateAsync(seal);
        await OpenSslKey.ExportPublicAsync(seal, _folder.At("seal.pem"));
        var run = await CtVerifyProgram.RunAsync("bundle", store, "--out", bundle, "--signing-key", seal);
        run.ExitCode.Should().Be(0, "{0}", run);
        return (store, keys, bundle);
    }

    private static Task<ProgramRun> VerifyAsync(string bundle, params string[] options) =>
        CtVerifyProgram.RunAsync(["validate-logs", .. SampleTrail.Selection(), "--source", bundle, .. options]);

    private static SortedDictionary<string, string> Files(string folder) =>
        new(
            Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .ToDictionary(
                    file => Path.GetRelativePath(folder, file),
                    file => Encoding.Latin1.GetString(File.ReadAllBytes(file)),
                    StringComparer.Ordinal
                ),
            StringComparer.Ordinal
        );
}
