using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Killing;

/// <summary>
/// SIGTERM to a build or a delivery during a long operation. A service manager kills the process after a few seconds.
/// </summary>
public sealed class StoppedInTimeTests : IDisposable
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder _folder = new();

    private string Keys => _folder.At("keys");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("build --follow")]
    [InlineData("build")]
    public async Task It_stops_while_hashing_a_huge_log_file(string command)
    {
        await SampleTrail.GenerateKeyAsync(Keys);
        SampleTrail.Put(_folder.At("store"), SampleTrail.LogFilePath(5), HugeLogFile());

        await ShouldStopInTimeAsync(
            command,
            ArgumentsOf(command, _folder.At("store")),
            process => process.WaitForCpuTimeAsync(TimeSpan.FromSeconds(1), TimeLimit)
        );
    }

    [Fact]
    public async Task It_stops_while_compressing_a_huge_log_file()
    {
        var log = _folder.At("huge.log");
        await using (var file = File.Create(log))
            file.SetLength(15L << 30);

        await ShouldStopInTimeAsync(
            "deliver",
            ArgumentsOf("deliver", _folder.At("store")),
            process => process.WaitForCpuTimeAsync(TimeSpan.FromSeconds(1), TimeLimit)
        );

        File.Exists(log).Should().BeTrue();
    }

    [Fact]
    public async Task It_stops_while_hashing_a_huge_log_file_for_delivery()
    {
        await File.WriteAllBytesAsync(_folder.At("huge.log"), HugeLogFile());

        await ShouldStopInTimeAsync(
            "deliver",
            ArgumentsOf("deliver", _folder.At("store")),
            process => process.WaitForCpuTimeAsync(TimeSpan.FromSeconds(1), TimeLimit)
        );
    }

    /// <summary>The AWS SDK cannot cancel this wait.</summary>
    [Theory]
    [InlineData("build --follow")]
    [InlineData("deliver")]
    public async Task It_stops_while_waiting_for_credentials(string command)
    {
        await SampleTrail.GenerateKeyAsync(Keys);
        await File.WriteAllTextAsync(_folder.At("huge.log"), "not huge at all");
        await File.WriteAllTextAsync(
            _folder.At("config"),
            "[profile hangs]\n"
                + $"credential_process = sh -c \"touch {_folder.At("asked")}; exec sleep 20 >/dev/null 2>&1\"\n"
                + "region = us-east-2\n"
        );

        await ShouldStopInTimeAsync(
            command,
            ["AWS_CONFIG_FILE=" + _folder.At("config")],
            [
                .. ArgumentsOf(command, "s3://silent-bucket"),
                "--profile",
                "hangs",
                "--endpoint-url",
                "http://127.0.0.1:1",
            ],
            async _ => await UntilThereAsync(_folder.At("asked"))
        );
    }

    private static async Task UntilThereAsync(string path)
    {
        for (var waited = Stopwatch.StartNew(); !File.Exists(path); await Task.Delay(20))
            waited.Elapsed.Should().BeLessThan(TimeLimit);
    }

    [Theory]
    [InlineData("build --follow")]
    [InlineData("build")]
    [InlineData("deliver")]
    public async Task While_S3_accepts_and_never_answers(string command)
    {
        await SampleTrail.GenerateKeyAsync(Keys);
        await File.WriteAllTextAsync(_folder.At("huge.log"), "not huge at all");
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        await ShouldStopInTimeAsync(
            command,
            [.. ArgumentsOf(command, "s3://silent-bucket"), "--endpoint-url", $"http://{silent.LocalEndpoint}"],
            async _ => (await silent.AcceptTcpClientAsync().WaitAsync(TimeLimit)).Should().NotBeNull()
        );
    }

    private string[] ArgumentsOf(string command, string store) =>
        command == "deliver"
            ?
            [
                "deliver",
                _folder.At("huge.log"),
                "--to",
                store,
                "--account",
                "111122223333",
                "--region",
                SampleTrail.Region,
                "--move",
            ]
            : [.. command.Split(' '), "--store", store, "--trail-arn", SampleTrail.Arn, "--keys", Keys];

    private static Task ShouldStopInTimeAsync(string command, string[] arguments, Func<Process, Task> untilAtWork) =>
        ShouldStopInTimeAsync(
            command,
            ["AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY=none"],
            arguments,
            untilAtWork
        );

    private static async Task ShouldStopInTimeAsync(
        string command,
        string[] environment,
        string[] arguments,
        Func<Process, Task> untilAtWork
    )
    {
        var program = await NativeProgram.GetAsync();
        using var process = new ExternalProgram("env", "coreutils").Start([.. environment, program.Name, .. arguments]);
        await untilAtWork(process);

        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        var watch = Stopwatch.StartNew();
        var run = await ExternalProgram.FinishAsync(process);

        watch.Elapsed.Should().BeLessThan(Allowed, "{0}", run);
        run.ExitCode.Should().Be(command == "build --follow" ? 0 : 3, "{0}", run);
        run.Errors.Should()
            .EndWith(
                command == "build --follow"
                    ? "note: stopped\n"
                    : "ctverify: interrupted\nhint: run the command again to finish\n"
            )
            .And.NotContain("   at ");
    }

    /// <summary>Writes a small file that takes a minute to decompress.</summary>
    private static byte[] HugeLogFile()
    {
        const int Megabytes = 16;
        const int Times = 2000;
        using var compressed = new MemoryStream();
        using var gzip = new GZipStream(compressed, CompressionLevel.Optimal);
        gzip.Write(new byte[Megabytes << 20]);
        gzip.Flush();
        var head = (int)compressed.Length;
        gzip.Write(new byte[Megabytes << 20]);
        gzip.Flush();
        var (first, again) = (compressed.ToArray()[..head], compressed.ToArray()[head..]);
        return [.. first, .. Enumerable.Repeat(again, Times).SelectMany(bytes => bytes)];
    }
}
