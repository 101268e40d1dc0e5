using System.Diagnostics;
using Integrity.Bundles;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Cli;

/// <summary>
/// A directory is never more trusting than S3: anything in a valid trail that is not a readable regular file or
/// directory prevents the verdict Valid, and a forged log file is found under any name.
/// </summary>
public sealed class HostileDirectoryTests : IDisposable
{
    private const string Account = "AWSLogs/111122223333/";
    private const string Logs = Account + "CloudTrail/us-east-2/2025/05/04/";
    private const string Digests = Account + "CloudTrail-Digest/us-east-2/2025/05/04/";
    private const string Genuine = "111122223333_CloudTrail_us-east-2_20250504T1300Z_VXMygktAlY0bzvB5.json.gz";
    private const string Forged = "111122223333_CloudTrail_us-east-2_20250504T1305Z_FORGEDFORGEDFORG.json.gz";

    private readonly TempDirectory _folder = new();
    private readonly Vector _vector = new("valid");
    private readonly string _bucket;

    public HostileDirectoryTests()
    {
        _folder.CopyOf(_vector.Buckets, "buckets");
        _bucket = _folder.PathTo("buckets", "amzn-s3-demo-bucket");
        _folder.Write($"outside/{Forged}", File.ReadAllBytes(At(Logs + Genuine)));
    }

    public void Dispose()
    {
        using (var process = Process.Start("rm", ["-rf", _folder.PathTo("buckets")]))
            process.WaitForExit();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_unchanged_trail_is_valid() => (await VerifyAsync()).ExitCode.Should().Be(0);

    [Fact]
    public async Task A_forged_log_file_that_is_a_link_is_found()
    {
        File.CreateSymbolicLink(At(Logs + Forged), _folder.PathTo("outside", Forged));

        ShouldBe(
            await VerifyAsync(),
            1,
            $"Log file\ts3://amzn-s3-demo-bucket/{Logs}{Forged}\tINVALID: no digest file lists it"
        );
    }

    [Theory]
    [InlineData(Logs + "linked", "Log file")]
    [InlineData(Account + "CloudTrail/lost+found", "Log folder")]
    [InlineData(Digests + "linked", "Digest file")]
    [InlineData(Account + "CloudTrail-Digest/lost+found", "Digest folder")]
    [InlineData("AWSLogs/lost+found", "Digest folder")]
    public async Task A_directory_that_is_a_link_is_reported(string path, string subject)
    {
        Directory.CreateSymbolicLink(At(path), _folder.PathTo("outside"));

        ShouldBe(
            await VerifyAsync(),
            3,
            $"{subject}\ts3://amzn-s3-demo-bucket/{path}",
            "its path contains a symbolic link"
        );
    }

    [Theory]
    [InlineData(Account + "CloudTrail/us-east-2/2025/05/04")]
    [InlineData(Account + "CloudTrail/us-east-2")]
    [InlineData(Account + "CloudTrail")]
    [InlineData(Account + "CloudTrail-Digest/us-east-2/2025/05/04")]
    [InlineData(Account + "CloudTrail-Digest/us-east-2/2025")]
    [InlineData(Account + "CloudTrail-Digest/us-east-2")]
    [InlineData(Account + "CloudTrail-Digest")]
    [InlineData("AWSLogs/111122223333")]
    public async Task A_directory_of_the_trail_that_was_moved_and_linked_cannot_be_checked(string path)
    {
        Directory.Move(At(path), _folder.PathTo("outside", "moved"));
        Directory.CreateSymbolicLink(At(path), _folder.PathTo("outside", "moved"));

        (await VerifyAsync()).ExitCode.Should().Be(3);
    }

    [Theory]
    [InlineData(Account + "CloudTrail/", "Log folder")]
    [InlineData(Account + "CloudTrail-Digest/", "Digest folder")]
    public async Task A_region_whose_name_is_not_UTF_8_is_reported(string folder, string subject)
    {
        Python("import os; os.makedirs(os.fsencode(sys.argv[1])+b'us-east-2\\xff/2025')", At(folder));

        ShouldBe(await VerifyAsync(), 3, $"{subject}\ts3://amzn-s3-demo-bucket/{folder}us-east-2", "not valid UTF-8");
    }

    [Fact]
    public async Task A_region_that_is_a_link_is_reported()
    {
        foreach (var kind in (string[])["CloudTrail", "CloudTrail-Digest"])
            Directory.CreateSymbolicLink(At($"{Account}{kind}/eu-west-1"), _folder.PathTo("outside"));

        ShouldBe(
            await VerifyAsync(),
            3,
            "cannot list the digest files of the chain: its path contains a symbolic link"
        );
    }

    [Theory]
    [InlineData(".meta.json", 1, "INVALID: no digest file lists it")]
    [InlineData(".ctverify-unfinished", 3, "COULD NOT CHECK: its name is not that of a log file")]
    public async Task A_forged_log_file_under_a_reserved_name_is_reported_in_a_directory_and_in_a_bundle(
        string ending,
        int exitCode,
        string judgment
    )
    {
        File.Copy(_folder.PathTo("outside", Forged), At(Logs + Forged + ending));
        var bundle = await BundleAsync();

        foreach (var run in (ProgramRun[])[await VerifyAsync(), await VerifyAsync(bundle)])
            ShouldBe(run, exitCode, $"Log file\ts3://amzn-s3-demo-bucket/{Logs}{Forged}{ending}\t{judgment}");
    }

    [Fact]
    public async Task Forged_log_files_in_a_directory_with_a_reserved_name_are_in_the_bundle_too()
    {
        _folder.Write(
            $"buckets/amzn-s3-demo-bucket/{Logs}x.ctverify-unfinished/{Forged}",
            File.ReadAllBytes(At(Logs + Genuine))
        );
        var bundle = await BundleAsync();

        foreach (var run in (ProgramRun[])[await VerifyAsync(), await VerifyAsync(bundle)])
            ShouldBe(run, 1, $"x.ctverify-unfinished/{Forged}\tINVALID: its name is that of another day");
    }

    [Theory]
    [InlineData("\\xff", Forged, 1)]
    [InlineData("a\\n\\x1b[31m", Forged, 1)]
    [InlineData("\\xff", "\\xfe", 3)]
    public async Task A_name_that_is_not_UTF_8_or_not_printable_hides_nothing(
        string directory,
        string name,
        int exitCode
    )
    {
        Python(
            $"import os; d=os.fsencode(sys.argv[1])+b'/{directory}'; os.mkdir(d); open(d+b'/{name}','w').write('x')",
            At(Logs)
        );

        var run = await VerifyAsync();

        run.ExitCode.Should().Be(exitCode, run.Errors);
        run.Errors.Should().Contain($"Log file\ts3://amzn-s3-demo-bucket/{Logs}").And.NotContain("\u001b");
    }

    [Fact]
    public async Task A_name_that_is_not_UTF_8_can_be_in_every_report()
    {
        Python("import os; open(os.fsencode(sys.argv[1])+b'/\\xff\\xed\\xa0\\x80','w').write('x')", At(Logs));
        string[] endings = [".json", ".sarif", ".xml", ".html", ".md"];

        var run = await VerifyAsync(reports: [.. endings.Select(ending => _folder.PathTo("report" + ending))]);

        ShouldBe(run, 3, "COULD NOT CHECK: its name is not that of a log file");
        foreach (var ending in endings)
            new FileInfo(_folder.PathTo("report" + ending)).Length.Should().BePositive();
    }

    [Fact]
    public async Task A_path_longer_than_the_system_limit_is_reported()
    {
        Python(
            """
            import os
            at=os.open(sys.argv[1],os.O_RDONLY)
            for i in range(30):
                os.mkdir('d'*200,dir_fd=at); at=os.open('d'*200,os.O_RDONLY,dir_fd=at)
            os.close(os.open(sys.argv[2],os.O_CREAT|os.O_WRONLY,dir_fd=at))
            """,
            At(Logs),
            Forged
        );

        ShouldBe(await VerifyAsync(), 3, "Log folder\t", "its path is longer than the 1024 bytes that S3 allows");
    }

    [Fact]
    public async Task Deeply_nested_directories_neither_overflow_nor_take_long()
    {
        Python(
            """
            import os
            at=os.open(sys.argv[1],os.O_RDONLY)
            for i in range(5000):
                os.mkdir('d',dir_fd=at); up=at; at=os.open('d',os.O_RDONLY,dir_fd=at); os.close(up)
            """,
            At(Logs)
        );

        ShouldBe(await VerifyAsync(), 3, "its path is longer than the 1024 bytes that S3 allows");
    }

    [Theory]
    [InlineData(Logs + Forged, 1)]
    [InlineData(Logs + "pipe", 3)]
    [InlineData(Digests + "pipe", 3)]
    [InlineData(Account + "CloudTrail-Digest/pipe", 3)]
    [InlineData(Account + "CloudTrail-Digest/eu-west-1", 3)]
    public async Task A_pipe_is_reported_and_never_opened(string path, int exitCode)
    {
        Python("import os; os.mkfifo(sys.argv[1])", At(path));

        (await VerifyAsync()).ExitCode.Should().Be(exitCode);
    }

    [Fact]
    public async Task A_pipe_in_place_of_a_log_file_is_reported()
    {
        File.Delete(At(Logs + Genuine));
        Python("import os; os.mkfifo(sys.argv[1])", At(Logs + Genuine));

        ShouldBe(await VerifyAsync(), 1, $"{Genuine}\tINVALID: hash value doesn't match");
    }

    [Fact]
    public async Task A_directory_swapped_for_a_link_during_verification_is_not_followed()
    {
        // The swap can happen at any moment. The verifier must read the trail's own files or report that it could not
        // check them, but never read files outside.
        var (day, moved) = (At(Logs.TrimEnd('/')), _folder.PathTo("outside", "moved"));
        using var stop = new CancellationTokenSource();
        var swaps = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Directory.Move(day, moved);
                Directory.CreateSymbolicLink(day, _folder.PathTo("outside"));
                File.Delete(day);
                Directory.Move(moved, day);
            }
        });

        var runs = new List<ProgramRun>();
        for (var i = 0; i < 5; i++)
            runs.Add(await VerifyAsync());
        await stop.CancelAsync();
        await swaps;

        runs.Should().OnlyContain(run => !run.Errors.Contains("FORGED", StringComparison.Ordinal));
    }

    private static void ShouldBe(ProgramRun run, int exitCode, params string[] told)
    {
        run.ExitCode.Should().Be(exitCode, run.Errors);
        foreach (var text in told)
            run.Errors.Should().Contain(text);
    }

    private string At(string path) => Path.Combine(_bucket, path);

    private Task<ProgramRun> VerifyAsync(string? source = null, params string[] reports) =>
        ProgramRun.OfAsync([
            .. _vector.Arguments,
            .. reports.SelectMany(report => (string[])["--report", report]),
            "--source",
            source ?? _folder.PathTo("buckets"),
            "--keys",
            _vector.PublicKeys,
        ]);

    private async Task<string> BundleAsync()
    {
        var contents = await BundleContents.FindAsync(_folder.PathTo("buckets"), holdsBuckets: false, [], default);
        var path = _folder.PathTo("bundle.tar");
        await using var file = File.Create(path);
        await BundleWriter.WriteAsync(contents, TestKey.First.Signer(), file, default);
        return path;
    }

    private static void Python(string script, params string[] arguments)
    {
        using var process = Process.Start("python3", ["-c", "import sys\n" + script, .. arguments]);
        process.WaitForExit();
        process.ExitCode.Should().Be(0);
    }
}
