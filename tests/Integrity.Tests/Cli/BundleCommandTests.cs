using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Cli;

public sealed class BundleCommandTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly string _evidence;
    private readonly string _key;

    public BundleCommandTests()
    {
        _evidence = _folder.CopyOf(new Vector("valid").Buckets, "evidence");
        _key = _folder.Write("seal.private.pem", TestKey.Second.Rsa.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private string Out => _folder.PathTo("bundle.tar");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_prints_what_it_wrote_and_the_signing_key()
    {
        var run = await ProgramRun.OfAsync("bundle", _evidence, "--out", Out, "--signing-key", _key);

        var files = Directory.EnumerateFiles(_evidence, "*", SearchOption.AllDirectories).Count();
        run.Should()
            .Be(
                new ProgramRun(
                    0,
                    $"Bundle\t{Out}\twritten, {files} files, signed with the key {TestKey.Second.Fingerprint}\n",
                    "note: the bundle contains no public keys, because the directory has no subdirectory "
                        + "keys; recipients need them from another source\n"
                )
            );
    }

    [Fact]
    public async Task An_unsigned_bundle_requires_an_option()
    {
        var refused = await ProgramRun.OfAsync("bundle", _evidence, "--out", Out);
        var both = await ProgramRun.OfAsync("bundle", _evidence, "--out", Out, "--unsigned", "--signing-key", _key);
        File.Exists(Out).Should().BeFalse();
        var unsigned = await ProgramRun.OfAsync("bundle", _evidence, "--out", Out, "--unsigned");

        (refused.ExitCode, both.ExitCode, unsigned.ExitCode).Should().Be((2, 2, 0));
        refused
            .Errors.Should()
            .Be(
                "ctverify: option '--signing-key' is required\n"
                    + "hint: pass your private key with --signing-key, or add --unsigned\n"
            );
        unsigned.Output.Should().EndWith("not signed\n");
    }

    [Fact]
    public async Task A_bundle_is_not_written_into_the_directory_it_packs()
    {
        var run = await ProgramRun.OfAsync(
            "bundle",
            _evidence,
            "--out",
            Path.Combine(_evidence, "b.tar"),
            "--unsigned"
        );

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should().Contain("is inside the directory to bundle");
    }

    [Theory]
    [InlineData("no such directory", "nowhere", "b.tar", "evidence")]
    [InlineData("no AWSLogs directory in", "empty", "b.tar", "evidence")]
    [InlineData("--report: no such file", "evidence", "b.tar", "nowhere.json")]
    [InlineData("is a directory", "evidence", "empty", "seal.private.pem")]
    [InlineData("--out: no such directory", "evidence", "nowhere/b.tar", "seal.private.pem")]
    public async Task Invalid_inputs_and_outputs(string error, string folder, string bundle, string report)
    {
        Directory.CreateDirectory(_folder.PathTo("empty"));
        var reports = report == "evidence" ? [] : new[] { "--report", _folder.PathTo(report) };

        var run = await ProgramRun.OfAsync([
            "bundle",
            _folder.PathTo(folder),
            "--out",
            _folder.PathTo(bundle),
            "--unsigned",
            .. reports,
        ]);

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should().Contain(error).And.Contain("\nhint: ");
    }

    [Fact]
    public async Task A_failure_leaves_no_bundle()
    {
        _folder.Write("evidence/amzn-s3-demo-bucket/x.private.pem", "secret");

        var run = await ProgramRun.OfAsync("bundle", _evidence, "--out", Out, "--signing-key", _key);

        run.ExitCode.Should().Be(3);
        Directory.GetFiles(_folder.Path).Should().Equal(_key);
    }

    [Fact]
    public async Task A_signing_key_that_is_invalid_or_readable_by_others_is_rejected()
    {
        var noKey = _folder.Write("no.private.pem", "nonsense");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(noKey, UnixFileMode.UserRead);
        (await ProgramRun.OfAsync("bundle", _evidence, "--out", Out, "--signing-key", noKey))
            .Errors.Should()
            .Contain("it is not an RSA private key in PEM");
        (await ProgramRun.OfAsync("bundle", _evidence, "--out", Out, "--signing-key", _folder.PathTo("nowhere")))
            .Errors.Should()
            .Contain($"cannot read {_folder.PathTo("nowhere")}: no such file");
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(_key, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        var run = await ProgramRun.OfAsync("bundle", _evidence, "--out", Out, "--signing-key", _key);

        (run.ExitCode, File.Exists(Out)).Should().Be((2, false));
        run.Errors.Should().Contain("the private key is accessible to other users");
    }

    [Fact]
    public async Task The_bundle_key_must_be_one_key_and_requires_a_bundle()
    {
        var ofFolder = await ProgramRun.OfAsync([
            .. new Vector("valid").Arguments,
            "--source",
            _evidence,
            "--keys",
            new Vector("valid").PublicKeys,
            "--bundle-key",
            _key,
        ]);
        await ProgramRun.OfAsync("bundle", _evidence, "--out", Out, "--signing-key", _key);
        var manyKeys = await ProgramRun.OfAsync([
            .. new Vector("valid").Arguments,
            "--source",
            Out,
            "--keys",
            new Vector("valid").PublicKeys,
            "--bundle-key",
            Repository.PathTo("keys"),
        ]);

        (ofFolder.ExitCode, manyKeys.ExitCode).Should().Be((2, 2));
        ofFolder.Errors.Should().Contain("is not a bundle");
        manyKeys
            .Errors.Should()
            .Contain("public keys\nhint: pass a file with only the public key of the bundle's creator");
    }
}
